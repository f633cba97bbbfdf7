"""The SQL of cases: one text for each order, which PostgreSQL writes."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Integer, Text, cast, func, literal, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by

from domain.kernel import Unit, sets
from domain.orders.cases import OrderCase
from domain.orders.model import LINES_MAX, OrderId, Status
from domain.orders.tables import order_lines, orders

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
_CASE = sets.found(
    "found",
    select(
        func.json_build_array(
            _identified("ord", orders.c.id),
            _identified("cus", orders.c.customer_id),
            orders.c.occurred_at,
            orders.c.recorded_at,
            orders.c.currency,
            orders.c.amount,
            _LINES,
            orders.c.returned_amount,
            orders.c.channel,
            orders.c.source,
            orders.c.shipping,
            orders.c.points_paid,
            orders.c.vouchers,
            orders.c.status == Status.RECORDED,
        ).label("json")
    ),
    orders.c.id == NAMED.c.id,
)
CASES = select(cast(_CASE.c.json, Text)).select_from(NAMED.join(_CASE, true()))

DECODER = msgspec.json.Decoder(OrderCase)


async def cases(unit: Unit, order_ids: Sequence[OrderId]) -> list[OrderCase]:
    """Return those of these orders that there are, in the order of their ids."""
    wanted = {"id_of": sorted(set(order_ids))}
    rows = await unit.transaction.execute(CASES, wanted)
    return [DECODER.decode(json) for json in rows.scalars()]
