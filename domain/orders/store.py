"""The SQL of orders: one function, one statement, one type."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeAlias

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    FromClause,
    Integer,
    Table,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from domain.kernel import CustomerId, Unit, sets
from domain.kernel.rows import view
from domain.kernel.tables import Id
from domain.orders.model import (
    LINES_MAX,
    OrderFacts,
    OrderId,
    OrderLine,
    OrderSummary,
    Status,
)
from domain.orders.reading import Values
from domain.orders.tables import order_lines, orders, staged_lines, staged_orders

# Up to so many rows travel as parameters; more of them come by COPY.
PARAMETERS_MAX = 50


Key: TypeAlias = tuple[str, str]  # source and external id


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An order that is there already, and what tells it from another."""

    id: OrderId
    source: str
    external_id: str
    fingerprint: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An order that nobody else changes meanwhile."""

    id: OrderId
    customer_id: CustomerId | None
    status: Status
    currency: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _LineRow(OrderLine):
    order_id: OrderId


LINE_FIELDS = tuple(field.name for field in fields(OrderLine))
LOCK_NUMBER = bindparam("number", type_=BigInteger())
SHARE = select(func.pg_advisory_xact_lock_shared(LOCK_NUMBER))
EXCLUDE = select(func.pg_advisory_xact_lock(LOCK_NUMBER))

BUYERS = sets.given(orders.c.customer_id, name="buyers")
_LATEST = (
    view(orders, OrderSummary)
    .where(orders.c.customer_id == BUYERS.c.customer_id)
    .order_by(orders.c.occurred_at.desc(), orders.c.id.desc())
    .limit(bindparam("limit", type_=Integer()))
    .lateral("latest")
)
LATEST = select(_LATEST).select_from(BUYERS.join(_LATEST, true()))

GIVEN = sets.given(orders.c.source, orders.c.external_id)
FOUND = sets.found(
    "found",
    view(orders, Known),
    orders.c.source == GIVEN.c.source,
    orders.c.external_id == GIVEN.c.external_id,
)
KNOWN = view(FOUND, Known).select_from(GIVEN.join(FOUND, true()))

VOUCHERS = "vouchers"
BEGINNING = {"status": Status.RECORDED, "returned_amount": 0}
LINE_BEGINNING = {"returned_quantity": 0, "returned_amount": 0}


def _addition(source: FromClause) -> Any:
    """Return the INSERT of orders from where they came to; the first of two stays."""
    names = [each.name for each in source.columns if each.name != VOUCHERS]
    columns: list[ColumnElement[Any]] = [
        *(source.c[name] for name in names),
        cast(source.c.vouchers, JSONB).label(VOUCHERS),
        *(literal(value).label(name) for name, value in BEGINNING.items()),
        bindparam("recorded_at", type_=DateTime(timezone=True)).label("recorded_at"),
    ]
    rows = select(*columns).order_by(source.c.source, source.c.external_id)
    return (
        insert(orders)
        .from_select([*names, VOUCHERS, *BEGINNING, "recorded_at"], rows)
        .on_conflict_do_nothing()
    )


def _line_addition(source: FromClause) -> Any:
    """Return the INSERT of lines from where they came to."""
    constants: list[ColumnElement[Any]] = [
        literal(value).label(name) for name, value in LINE_BEGINNING.items()
    ]
    return insert(order_lines).from_select(
        [*(each.name for each in source.columns), *LINE_BEGINNING],
        select(*source.columns, *constants),
    )


ADD_STAGED = _addition(staged_orders)
ADD_GIVEN = _addition(sets.given(*staged_orders.columns))
ADD_STAGED_LINES = _line_addition(staged_lines)
ADD_GIVEN_LINES = _line_addition(sets.given(*staged_lines.columns))


def _of_standing(amount: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return an amount; of a cancelled order it is nothing."""
    return case((orders.c.status == Status.RECORDED, amount), else_=0)


NAMED = sets.given(orders.c.id)
FACT = sets.found(
    "fact",
    select(
        orders.c.id.label("order_id"),
        orders.c.customer_id,
        orders.c.occurred_at,
        orders.c.currency,
        _of_standing(orders.c.amount).label("amount"),
        _of_standing(orders.c.returned_amount).label("returned_amount"),
    ),
    orders.c.id == NAMED.c.id,
)
FACTS = (
    view(FACT, OrderFacts)
    .select_from(NAMED.join(FACT, true()))
    .order_by(FACT.c.order_id)
)
HELD = sets.found(
    "held",
    view(orders, Held).with_for_update(key_share=True),
    orders.c.id == NAMED.c.id,
)
HOLD = view(HELD, Held).select_from(NAMED.join(HELD, true()))
SUMMARY = sets.found("summary", view(orders, OrderSummary), orders.c.id == NAMED.c.id)
SUMMARIES = view(SUMMARY, OrderSummary).select_from(NAMED.join(SUMMARY, true()))
LINE = sets.all_found(
    "line", view(order_lines, _LineRow), LINES_MAX, order_lines.c.order_id == NAMED.c.id
)
LINES = (
    view(LINE, _LineRow)
    .select_from(NAMED.join(LINE, true()))
    .order_by(LINE.c.order_id, LINE.c.no)
)


async def share_arrivals(unit: Unit) -> None:
    """Keep returns from being parked, for want of an order, until this unit ends."""
    await unit.value(SHARE, number=_lock_number(unit))


async def exclude_arrivals(unit: Unit) -> None:
    """Wait for all orders that are being written down, and keep others waiting."""
    await unit.value(EXCLUDE, number=_lock_number(unit))


async def known(unit: Unit, keys: Sequence[Key]) -> dict[Key, Known]:
    """Return the orders that are there already, by source and external id."""
    found = await unit.all(
        Known,
        KNOWN,
        source_of=[source for source, _ in keys],
        external_id_of=[external_id for _, external_id in keys],
    )
    return {(each.source, each.external_id): each for each in found}


async def add(unit: Unit, rows: Sequence[Values]) -> int:
    """Write down orders, but none that is there; return how many were not."""
    if not rows:
        return 0
    if len(rows) > PARAMETERS_MAX:
        await unit.stage(staged_orders, rows)
        return await unit.run(ADD_STAGED, recorded_at=unit.now)
    given = _lists(staged_orders, rows)
    return await unit.run(ADD_GIVEN, recorded_at=unit.now, **given)


def add_lines(unit: Unit, rows: Sequence[Values]) -> None:
    """Write down the lines of new orders."""
    unit.write(ADD_GIVEN_LINES, **_lists(staged_lines, rows))


async def copy_lines(unit: Unit, rows: Iterable[str]) -> None:
    """Write down the lines of new orders, which are written as COPY reads them."""
    await unit.stage_text(staged_lines, rows)
    unit.write(ADD_STAGED_LINES)


async def facts(unit: Unit, order_ids: Sequence[OrderId]) -> tuple[OrderFacts, ...]:
    """Return what orders come to."""
    return await unit.all(OrderFacts, FACTS, id_of=list(dict.fromkeys(order_ids)))


async def summaries(
    unit: Unit, order_ids: Sequence[OrderId]
) -> tuple[OrderSummary, ...]:
    """Return those of these orders that there are."""
    return await unit.all(OrderSummary, SUMMARIES, id_of=list(dict.fromkeys(order_ids)))


async def lines(
    unit: Unit, order_ids: Sequence[OrderId]
) -> dict[OrderId, list[OrderLine]]:
    """Return the lines of orders."""
    found: dict[OrderId, list[OrderLine]] = {each: [] for each in order_ids}
    for row in await unit.all(_LineRow, LINES, id_of=list(found)):
        given = {name: getattr(row, name) for name in LINE_FIELDS}
        found[row.order_id].append(OrderLine(**given))
    return found


async def page(
    unit: Unit,
    customer_id: CustomerId,
    before: tuple[datetime, OrderId] | None,
    limit: int,
) -> tuple[OrderSummary, ...]:
    """Return a customer's orders, newest first, and one more."""
    place = tuple_(orders.c.occurred_at, orders.c.id)
    theirs = view(orders, OrderSummary).where(orders.c.customer_id == customer_id)
    newest = theirs.order_by(orders.c.occurred_at.desc(), orders.c.id.desc())
    if before is not None:
        at, order_id = before
        last = tuple_(literal(at), literal(order_id, Id("ord")))
        newest = newest.where(place < last)
    return await unit.all(OrderSummary, newest.limit(limit + 1))


async def latest(
    unit: Unit, customer_ids: Sequence[CustomerId], limit: int
) -> dict[CustomerId, list[OrderSummary]]:
    """Return the newest orders of each of many customers, and one more of each."""
    given = {"customer_id_of": customer_ids, "limit": limit + 1}
    found: dict[CustomerId, list[OrderSummary]] = {each: [] for each in customer_ids}
    for order in await unit.all(OrderSummary, LATEST, **given):
        assert order.customer_id is not None, order
        found[order.customer_id].append(order)
    return found


async def hold(unit: Unit, order_ids: Iterable[OrderId]) -> tuple[Held, ...]:
    """Keep others from changing orders until this unit ends, in the order of ids."""
    return await unit.all(Held, HOLD, id_of=sorted(set(order_ids)))


def change_status(unit: Unit, order_id: OrderId, status: Status) -> None:
    """Call an order off, or let it stand again; the caller holds it."""
    this = update(orders).where(orders.c.id == order_id)
    unit.write(this.values(status=status))


def _lists(staged: Table, rows: Sequence[Values]) -> dict[str, list[Any]]:
    """Return rows as a list for each column."""
    lists = map(list, zip(*rows, strict=True))
    names = (f"{each.name}_of" for each in staged.columns)
    return dict(zip(names, lists, strict=True))


def _lock_number(unit: Unit) -> int:
    named = sha256(f"{unit.principal.tenant}|orders".encode()).digest()
    return int.from_bytes(named[:8], signed=True)
