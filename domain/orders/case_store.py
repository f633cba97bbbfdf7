"""The SQL of cases: one text for each order, which PostgreSQL writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import (
    DateTime,
    Integer,
    Text,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from domain.kernel import CustomerId, Unit, sets
from domain.kernel.records import bare, encoded, records
from domain.orders.cases import OrderCase
from domain.orders.model import LINES_MAX, OrderId, Status
from domain.orders.tables import order_claims, order_lines, orders

# A customer, an instant, and of what occurred at that instant the id.
Place: TypeAlias = tuple[CustomerId, datetime, str]


@dataclass(frozen=True, slots=True)
class _Last:
    customer_id: str
    last: datetime


@dataclass(frozen=True, slots=True)
class _Counted:
    customer_id: str
    occurred_at: datetime
    id: str
    count: int


NAMED = sets.given(orders.c.id)


def _identified(prefix: str, column: Any) -> Any:
    """Return an identifier as callers know it, or nothing."""
    return literal(f"{prefix}_", Text()).op("||")(
        func.replace(cast(column, Text), "-", "")
    )


_THEIRS = (
    select(order_lines)
    .where(order_lines.c.order_id == orders.c.id)
    .limit(literal(LINES_MAX, Integer()))
    .correlate(orders)
    .subquery("line")
)
_LINES = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_array(
                    _THEIRS.c.no,
                    _THEIRS.c.product_id,
                    _THEIRS.c.quantity,
                    _THEIRS.c.unit_price,
                    _THEIRS.c.amount,
                    _THEIRS.c.discount,
                    _THEIRS.c.tax,
                    _THEIRS.c.returned_quantity,
                    _THEIRS.c.returned_amount,
                    _THEIRS.c.variant,
                    _THEIRS.c.category,
                ),
                _THEIRS.c.no,
            )
        )
    )
    .select_from(_THEIRS)
    .scalar_subquery()
)


def _json(occurred_at: Any, *more: Any, lines: Any = _LINES) -> Any:
    return func.json_build_array(
        _identified("ord", orders.c.id),
        _identified("cus", orders.c.customer_id),
        occurred_at,
        orders.c.recorded_at,
        orders.c.currency,
        orders.c.amount,
        lines,
        orders.c.returned_amount,
        orders.c.channel,
        orders.c.source,
        orders.c.shipping,
        orders.c.points_paid,
        orders.c.vouchers,
        orders.c.status == Status.RECORDED,
        *more,
    )


def _quoted(column: Any) -> Any:
    of_order = order_claims.c.order_id == orders.c.id
    return select(column).where(of_order).scalar_subquery()


CASE_JSON = _json(orders.c.occurred_at)
# Without its lines, which are most of it.
BRIEF_JSON = _json(orders.c.occurred_at, lines=func.json_build_array())
# What an order was quoted for is judged as of the instant of the quote.
_QUOTED_JSON = _json(
    func.coalesce(_quoted(order_claims.c.quoted_at), orders.c.occurred_at),
    _quoted(order_claims.c.facts),
)
_CASE = sets.found(
    "found", select(_QUOTED_JSON.label("json")), orders.c.id == NAMED.c.id
)
CASES = select(cast(_CASE.c.json, Text)).select_from(NAMED.join(_CASE, true()))

DECODER = msgspec.json.Decoder(OrderCase)


PLACES = records(orders.c.customer_id, orders.c.occurred_at, orders.c.id)
_COUNT = (
    select(func.count().label("count"))
    .select_from(orders)
    .where(orders.c.customer_id == PLACES.c.customer_id)
    .where(orders.c.status == Status.RECORDED)
    # Those that came together are there already, but came one after the other.
    .where(
        or_(
            orders.c.recorded_at != bindparam("now", type_=DateTime(timezone=True)),
            orders.c.id < PLACES.c.id,
        )
    )
    .where(
        tuple_(orders.c.occurred_at, orders.c.id)
        < tuple_(PLACES.c.occurred_at, PLACES.c.id)
    )
    .lateral("counted")
)
COUNTS = select(
    PLACES.c.customer_id, PLACES.c.occurred_at, PLACES.c.id, _COUNT.c.count
).select_from(PLACES.join(_COUNT, true()))


async def counts(unit: Unit, places: Sequence[Place]) -> list[int]:
    """Return the how-manieth standing order of a customer each place is, in turn.

    It need not be the place of an order that is there: of a cart, or of one that was
    quoted for at an earlier instant, those before it count and it is the next. Of those
    that this unit wrote down, only those count that came before it.
    """
    given = encoded(
        {"customer_id": bare(whose), "occurred_at": at, "id": bare(order_id)}
        for whose, at, order_id in places
    )
    found = await unit.all(_Counted, COUNTS, records=given, now=unit.now)
    counted = {(e.customer_id, e.occurred_at, bare(e.id)): e.count + 1 for e in found}
    return [counted[whose, at, bare(order_id)] for whose, at, order_id in places]


async def last_orders(
    unit: Unit, after: CustomerId | None, limit: int
) -> list[tuple[CustomerId, datetime]]:
    """Return when each of some customers ordered last, in the order of their ids."""
    theirs = (
        select(orders.c.customer_id, func.max(orders.c.occurred_at).label("last"))
        .where(orders.c.customer_id.is_not(None))
        .where(orders.c.status == Status.RECORDED)
        .group_by(orders.c.customer_id)
        .order_by(orders.c.customer_id)
        .limit(limit)
    )
    if after is not None:
        theirs = theirs.where(orders.c.customer_id > after)
    found = await unit.all(_Last, theirs)
    return [(each.customer_id, each.last) for each in found]


async def cases(unit: Unit, order_ids: Sequence[OrderId]) -> list[OrderCase]:
    """Return those of these orders that there are, in the order of their ids."""
    wanted = {"id_of": sorted(set(order_ids))}
    rows = await unit.transaction.execute(CASES, wanted)
    return [DECODER.decode(json) for json in rows.scalars()]
