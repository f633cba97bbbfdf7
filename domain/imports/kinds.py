"""What an import may be of, who reads its rows, and who takes them."""

from asyncio import sleep
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from domain import community, consent, customers, events, ledger, orders, vouchers
from domain.imports import products
from domain.imports.model import CHUNK_ROWS, CHUNK_ROWS_MAX, ImportKind
from domain.kernel import Malformed, Scope, Unit
from domain.kernel.batches import BatchResult

R = TypeVar("R")

# What a line says, as whoever takes it wants it; of each kind it is something else.
Read: TypeAlias = Any
# Rows that are read before others have their turn: about a millisecond.
ROWS_READ_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Kind(Generic[R]):
    """What a row says, and what sending one by one would need to be allowed.

    `read` reads a line, for which it takes no unit, and `take` takes what was read.
    """

    row: type[Any]
    scope: Scope
    read: Callable[[bytes], R | Malformed]
    take: Callable[[Unit, Sequence[R | Malformed]], Awaitable[BatchResult]]
    # Writes down whom rows name that nobody knows, and tells how many those are.
    introduce: Callable[[Unit, Sequence[R | Malformed]], Awaitable[int]] | None = None
    chunk_rows: int = CHUNK_ROWS


KINDS: Mapping[ImportKind, Kind[Any]] = {
    ImportKind.CONSENTS: Kind(
        consent.ConsentRow, Scope("consent:write"), consent.read_row, consent.take
    ),
    ImportKind.CUSTOMERS: Kind(
        customers.CustomerRow,
        Scope("customers:write"),
        customers.read_row,
        customers.take,
    ),
    ImportKind.EVENTS: Kind(
        events.Record, Scope("events:write"), events.read_event, events.take
    ),
    ImportKind.ORDERS: Kind(
        orders.Record,
        Scope("orders:write"),
        orders.read_order,
        orders.take,
        orders.introduce,
        CHUNK_ROWS_MAX,
    ),
    ImportKind.POINTS: Kind(
        ledger.PointsRow, Scope("ledger:write"), ledger.read_points, ledger.take_points
    ),
    ImportKind.PRODUCTS: Kind(
        products.ProductRow, Scope("catalogue:write"), products.read_row, products.take
    ),
    ImportKind.RETURNS: Kind(
        orders.RecordReturn,
        Scope("orders:write"),
        orders.read_return,
        orders.take_returns,
    ),
    ImportKind.REVIEWS: Kind(
        community.ReviewRow,
        Scope("community:moderate"),
        community.read_review,
        community.take_reviews,
    ),
    ImportKind.VOUCHERS: Kind(
        vouchers.CodeRow,
        Scope("vouchers:write"),
        vouchers.read_code,
        vouchers.take_codes,
    ),
}
# Whose rows name customers that rows before them may name, too.
INTRODUCED = frozenset(name for name, kind in KINDS.items() if kind.introduce)


def chunk_rows(kind: ImportKind) -> int:
    """Return how many rows of a kind are a chunk."""
    return KINDS[kind].chunk_rows


def read(kind: ImportKind, lines: Sequence[bytes]) -> tuple[Read, ...]:
    """Read lines; what is no row is the refusal of it."""
    return tuple(map(KINDS[kind].read, lines))


async def read_ahead(kind: ImportKind, lines: Sequence[bytes]) -> tuple[Read, ...]:
    """Read lines while others work, who are let through every now and then."""
    found: list[Read] = []
    for place in range(0, len(lines), ROWS_READ_AT_ONCE):
        found += read(kind, lines[place : place + ROWS_READ_AT_ONCE])
        await sleep(0)
    return tuple(found)
