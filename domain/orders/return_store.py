"""The SQL of returns: one function, one statement, one type."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Text,
    cast,
    column,
    literal,
    literal_column,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from domain.kernel import CustomerId, Unit, sets
from domain.kernel.rows import view
from domain.kernel.tables import Id
from domain.orders import rules
from domain.orders.matching import Bought
from domain.orders.model import LINES_MAX, OrderId, ReturnId, Status
from domain.orders.returns import (
    Return,
    Returned,
    ReturnLine,
    ReturnStatus,
    Unmatched,
)
from domain.orders.store import Key
from domain.orders.tables import Json, order_lines, orders, return_lines, returns

# Of a customer's orders, so many are looked at for a product, newest first.
ORDERS_MAX = 1_000
# Of as many lines as there may be of each of as many orders as are looked at.
PARTS_MAX = LINES_MAX * ORDERS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A return, at rest."""

    id: ReturnId
    source: str
    external_id: str
    customer_id: CustomerId | None
    order_source: str | None
    order_external_id: str | None
    currency: str | None
    status: ReturnStatus
    asked: tuple[ReturnLine, ...]
    unmatched: tuple[Unmatched, ...]
    amount: int
    fingerprint: bytes
    occurred_at: datetime
    recorded_at: datetime

    def shown(self, lines: Iterable[Returned]) -> Return:
        """Return it as callers see it."""
        return Return(
            id=self.id,
            source=self.source,
            external_id=self.external_id,
            customer_id=self.customer_id,
            status=self.status,
            occurred_at=self.occurred_at,
            recorded_at=self.recorded_at,
            amount=self.amount,
            lines=tuple(lines),
            unmatched=self.unmatched,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A return that is there already, and what tells it from another."""

    id: ReturnId
    source: str
    external_id: str
    fingerprint: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a return."""

    id: ReturnId
    customer_id: CustomerId | None
    status: ReturnStatus
    unmatched: tuple[Unmatched, ...]
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A line of an order that a return is of."""

    return_id: ReturnId
    no: int
    order_id: OrderId
    order_line_no: int
    quantity: int
    amount: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order in which a product was bought."""

    order_id: OrderId
    product_id: str


def _as_text(given: Column[Any]) -> Any:
    """Return a column as it travels in a list."""
    kind: Any = given.type
    return column(given.name, Text() if isinstance(kind, Json) else kind)


def _typed(source: FromClause, like: Iterable[Column[Any]]) -> list[Any]:
    """Return columns of what came, of the types of these."""
    return [cast(source.c[each.name], each.type) for each in like]


GIVEN = sets.given(returns.c.source, returns.c.external_id)
FOUND = sets.found(
    "found",
    view(returns, Known),
    returns.c.source == GIVEN.c.source,
    returns.c.external_id == GIVEN.c.external_id,
)
KNOWN = view(FOUND, Known).select_from(GIVEN.join(FOUND, true()))

# JSON comes as text: PostgreSQL makes no array of JSON from a list of Python's.
ROW: list[Column[Any]] = sets.whole(returns)
ROWS = sets.given(*(_as_text(each) for each in ROW))
ADD = (
    insert(returns)
    .from_select(
        [each.name for each in ROW],
        select(*_typed(ROWS, ROW)).order_by(ROWS.c.source, ROWS.c.external_id),
    )
    .on_conflict_do_nothing()
)

SETTLED = [
    returns.c[name] for name in ("id", "customer_id", "status", "unmatched", "amount")
]
OUTCOMES = sets.given(*(_as_text(each) for each in SETTLED))
SETTLE = (
    update(returns)
    .where(returns.c.id == OUTCOMES.c.id)
    .values({each: cast(OUTCOMES.c[each.name], each.type) for each in SETTLED[1:]})
)

PART = sets.whole(return_lines)
PARTS = sets.given(*PART)
ADD_PARTS = insert(return_lines).from_select(
    [each.name for each in PART], select(*PARTS.c)
)

LINE = [
    order_lines.c[name]
    for name in (
        *("order_id", "no", "product_id", "variant", "quantity", "amount"),
        *("returned_quantity", "returned_amount"),
    )
]


def _bought(given: FromClause, order_id: Any, *of_line: ColumnElement[bool]) -> Any:
    """Return the statement that finds lines of those of given orders that stand."""
    order = sets.found(
        "standing_order",
        select(
            orders.c.id, orders.c.customer_id, orders.c.currency, orders.c.occurred_at
        ),
        orders.c.id == order_id,
        orders.c.status == Status.RECORDED,
    )
    at = order_lines.c.order_id == order.c.id
    line = sets.all_found("its_line", select(*LINE), LINES_MAX, at, *of_line)
    columns = (*line.c, order.c.customer_id, order.c.currency, order.c.occurred_at)
    return select(*columns).select_from(given.join(order, true()).join(line, true()))


ORDERS = sets.given(orders.c.id)
BOUGHT = _bought(ORDERS, ORDERS.c.id)
PAIRS = sets.given(order_lines.c.order_id, order_lines.c.product_id)
BOUGHT_OF_PRODUCTS = _bought(
    PAIRS, PAIRS.c.order_id, order_lines.c.product_id == PAIRS.c.product_id
)

WANTED = sets.given(orders.c.customer_id, order_lines.c.product_id)
THEIRS = (
    select(orders.c.id)
    .where(orders.c.customer_id == WANTED.c.customer_id)
    .where(orders.c.status == Status.RECORDED)
    .order_by(orders.c.occurred_at.desc())
    .limit(ORDERS_MAX)
    .lateral("theirs")
)
OF_PRODUCT = sets.found(
    "of_product",
    select(order_lines.c.order_id, order_lines.c.product_id),
    order_lines.c.order_id == THEIRS.c.id,
    order_lines.c.product_id == WANTED.c.product_id,
    (order_lines.c.returned_quantity < order_lines.c.quantity)
    | (order_lines.c.returned_amount < order_lines.c.amount),
)
PURCHASES = (
    select(OF_PRODUCT.c.order_id, OF_PRODUCT.c.product_id)
    .distinct()
    .select_from(WANTED.join(THEIRS, true()).join(OF_PRODUCT, true()))
)

STANDING = [
    order_lines.c[name]
    for name in ("order_id", "no", "returned_quantity", "returned_amount")
]
STANDINGS = sets.given(*STANDING)
CHANGE_LINES = (
    update(order_lines)
    .where(order_lines.c.order_id == STANDINGS.c.order_id)
    .where(order_lines.c.no == STANDINGS.c.no)
    .values(
        returned_quantity=STANDINGS.c.returned_quantity,
        returned_amount=STANDINGS.c.returned_amount,
    )
)
SUMS = sets.given(orders.c.id, orders.c.returned_amount)
CHANGE_ORDERS = (
    update(orders)
    .where(orders.c.id == SUMS.c.id)
    .values(returned_amount=orders.c.returned_amount + SUMS.c.returned_amount)
)

RETURNS = sets.given(returns.c.id)
THIS = sets.found("this", view(returns, Row), returns.c.id == RETURNS.c.id)
THOSE = view(THIS, Row).select_from(RETURNS.join(THIS, true()))
ITS_PART = sets.all_found(
    "its_part",
    view(return_lines, Part),
    PARTS_MAX,
    return_lines.c.return_id == RETURNS.c.id,
)
PARTS_OF = (
    view(ITS_PART, Part)
    .select_from(RETURNS.join(ITS_PART, true()))
    .order_by(ITS_PART.c.return_id, ITS_PART.c.no)
)

# In so many words, not as a parameter: of that the planner knows no partial index.
IS_PARKED = returns.c.status == literal_column(f"'{ReturnStatus.PARKED}'")
PARKED = view(returns, Row).where(IS_PARKED)


async def known(unit: Unit, keys: Sequence[Key]) -> dict[Key, Known]:
    """Return the returns that are there already, by source and external id."""
    found = await unit.all(
        Known,
        KNOWN,
        source_of=[source for source, _ in keys],
        external_id_of=[external_id for _, external_id in keys],
    )
    return {(each.source, each.external_id): each for each in found}


async def purchases(
    unit: Unit, wanted: Sequence[tuple[CustomerId, str]]
) -> tuple[Purchase, ...]:
    """Return the orders in which customers bought products, of which some are left."""
    return await unit.all(
        Purchase,
        PURCHASES,
        customer_id_of=[customer_id for customer_id, _ in wanted],
        product_id_of=[product_id for _, product_id in wanted],
    )


async def bought(unit: Unit, order_ids: Sequence[OrderId]) -> tuple[Bought, ...]:
    """Return the lines of those of these orders that stand."""
    return await unit.all(Bought, BOUGHT, id_of=list(order_ids))


async def bought_of(unit: Unit, purchases: Iterable[Purchase]) -> tuple[Bought, ...]:
    """Return the lines of products of those of these orders that stand."""
    pairs = sets.lists([PAIRS.c.order_id, PAIRS.c.product_id], purchases)
    return await unit.all(Bought, BOUGHT_OF_PRODUCTS, **pairs)


async def add(unit: Unit, rows: Sequence[Row]) -> int:
    """Write down returns, but none that is there; return how many were not."""
    if not rows:
        return 0
    return await unit.run(ADD, **_texts(sets.lists(ROW, rows), "asked", "unmatched"))


def add_parts(unit: Unit, parts: Sequence[Part]) -> None:
    """Write down of which lines returns are."""
    if parts:
        unit.write(ADD_PARTS, **sets.lists(PART, parts))


def change_lines(unit: Unit, lines: Iterable[Bought]) -> None:
    """Write down what came back of lines; the caller holds their orders."""
    unit.write(CHANGE_LINES, **sets.lists(STANDING, lines))


def change_orders(unit: Unit, amounts: Mapping[OrderId, int]) -> None:
    """Write down how much more was given back of orders; the caller holds them."""
    unit.write(
        CHANGE_ORDERS, id_of=[*amounts.keys()], returned_amount_of=[*amounts.values()]
    )


def settle(unit: Unit, settled: Sequence[Settled]) -> None:
    """Write down what became of returns."""
    unit.write(SETTLE, **_texts(sets.lists(SETTLED, settled), "unmatched"))


async def any_parked(unit: Unit) -> bool:
    """Tell whether some return waits for its order."""
    return await unit.value(select(returns.c.id).where(IS_PARKED).limit(1)) is not None


async def parked(unit: Unit, keys: Sequence[Key]) -> tuple[Row, ...]:
    """Return the returns that wait for these orders, the earliest first."""
    waited = PARKED.join_from(
        GIVEN,
        returns,
        (returns.c.order_source == GIVEN.c.source)
        & (returns.c.order_external_id == GIVEN.c.external_id),
    )
    return await unit.all(
        Row,
        waited.order_by(returns.c.occurred_at, returns.c.id),
        source_of=[source for source, _ in keys],
        external_id_of=[external_id for _, external_id in keys],
    )


async def those(unit: Unit, return_ids: Sequence[ReturnId]) -> tuple[Row, ...]:
    """Return those of these returns that there are."""
    return await unit.all(Row, THOSE, id_of=list(dict.fromkeys(return_ids)))


async def page(
    unit: Unit,
    customer_id: CustomerId,
    before: tuple[datetime, ReturnId] | None,
    limit: int,
) -> tuple[Row, ...]:
    """Return a customer's returns, newest first, and one more."""
    theirs = view(returns, Row).where(returns.c.customer_id == customer_id)
    newest = theirs.order_by(returns.c.occurred_at.desc(), returns.c.id.desc())
    if before is not None:
        at, return_id = before
        last = tuple_(literal(at), literal(return_id, Id("ret")))
        newest = newest.where(tuple_(returns.c.occurred_at, returns.c.id) < last)
    return await unit.all(Row, newest.limit(limit + 1))


async def parts(
    unit: Unit, return_ids: Sequence[ReturnId]
) -> dict[ReturnId, list[Returned]]:
    """Return of which lines of orders returns are."""
    found: dict[ReturnId, list[Returned]] = {each: [] for each in return_ids}
    for part in await unit.all(Part, PARTS_OF, id_of=list(found)):
        found[part.return_id].append(
            Returned(
                order_id=part.order_id,
                line=part.order_line_no,
                quantity=part.quantity,
                amount=part.amount,
            )
        )
    return found


def _texts(given: dict[str, list[Any]], *names: str) -> dict[str, list[Any]]:
    """Return parameters of which these columns are JSON, as text."""
    texts = {
        f"{name}_of": [rules.encode(each).decode() for each in given[f"{name}_of"]]
        for name in names
    }
    return given | texts
