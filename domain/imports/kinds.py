"""What an import may be of, who reads its rows, and who takes them."""

from asyncio import sleep
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from domain import customers, events, orders, vouchers
from domain.imports import products
from domain.imports.model import ImportKind
from domain.kernel import Malformed, Scope, Unit
from domain.kernel.batches import BatchResult

R = TypeVar("R")

# What a line says, as whoever takes it wants it; of each kind it is something else.
Read: TypeAlias = Any
# Rows that are read before others have their turn: about a millisecond.
ROWS_READ_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Taker(Generic[R]):
    """Who reads a line, for which it takes no unit, and who takes what was read."""

    read: Callable[[bytes], R | Malformed]
    take: Callable[[Unit, Sequence[R | Malformed]], Awaitable[BatchResult]]


TAKERS: Mapping[ImportKind, Taker[Any]] = {
    ImportKind.CUSTOMERS: Taker(customers.read_row, customers.take),
    ImportKind.EVENTS: Taker(events.read_event, events.take),
    ImportKind.ORDERS: Taker(orders.read_order, orders.take),
    ImportKind.PRODUCTS: Taker(products.read_row, products.take),
    ImportKind.RETURNS: Taker(orders.read_return, orders.take_returns),
    ImportKind.VOUCHERS: Taker(vouchers.read_code, vouchers.take_codes),
}

# Who imports rows must be allowed to send them one by one.
SCOPES: Mapping[ImportKind, Scope] = {
    ImportKind.CUSTOMERS: Scope("customers:write"),
    ImportKind.EVENTS: Scope("events:write"),
    ImportKind.ORDERS: Scope("orders:write"),
    ImportKind.PRODUCTS: Scope("catalogue:write"),
    ImportKind.RETURNS: Scope("orders:write"),
    ImportKind.VOUCHERS: Scope("vouchers:write"),
}


def read(kind: ImportKind, lines: Sequence[bytes]) -> tuple[Read, ...]:
    """Read lines; what is no row is the refusal of it."""
    return tuple(map(TAKERS[kind].read, lines))


async def read_ahead(kind: ImportKind, lines: Sequence[bytes]) -> tuple[Read, ...]:
    """Read lines while others work, who are let through every now and then."""
    found: list[Read] = []
    for place in range(0, len(lines), ROWS_READ_AT_ONCE):
        found += read(kind, lines[place : place + ROWS_READ_AT_ONCE])
        await sleep(0)
    return tuple(found)
