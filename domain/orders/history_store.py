"""The SQL of history: a tenant's orders, customer by customer, as they stand."""

from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, func, select

from domain.kernel import CustomerId, Unit
from domain.orders.case_store import CASE_JSON, DECODER
from domain.orders.cases import OrderCase
from domain.orders.tables import orders


async def history(
    unit: Unit, span: tuple[datetime, datetime], after: CustomerId | None, limit: int
) -> list[OrderCase]:
    """Return orders of the customers after one, customer by customer in turn of time.

    The last customer's may go on beyond the limit.
    """
    these = _within(select(cast(CASE_JSON, Text)), span)
    if after is not None:
        these = these.where(orders.c.customer_id > after)
    place = (orders.c.customer_id, orders.c.occurred_at, orders.c.id)
    found = await unit.transaction.execute(these.order_by(*place).limit(limit))
    return [DECODER.decode(json) for json in found.scalars()]


async def count_history(unit: Unit, span: tuple[datetime, datetime]) -> int:
    """Return how many orders of customers there are in a time."""
    counted: int = await unit.value(_within(select(func.count(orders.c.id)), span))
    return counted


def _within(these: Any, span: tuple[datetime, datetime]) -> Any:
    since, until = span
    return (
        these.where(orders.c.customer_id.is_not(None))
        .where(orders.c.occurred_at >= since)
        .where(orders.c.occurred_at < until)
    )
