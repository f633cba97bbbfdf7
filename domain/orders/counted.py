"""What customers bought and kept, when: for features above that count it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Text, bindparam, literal

from domain.kernel import CustomerId, Unit, timelines
from domain.kernel.timelines import Timeline
from domain.orders.model import Status
from domain.orders.tables import orders

_STANDING: tuple[ColumnElement[bool], ...] = (
    orders.c.status == Status.RECORDED,
    orders.c.amount > orders.c.returned_amount,
)
SPENT = timelines.timelines(
    orders.c.customer_id,
    orders.c.occurred_at,
    orders.c.amount - orders.c.returned_amount,
    *_STANDING,
    orders.c.currency == bindparam("currency", type_=Text()),
)
PLACED = timelines.timelines(
    orders.c.customer_id, orders.c.occurred_at, literal(1), *_STANDING
)


async def spent_by(
    unit: Unit, customer_ids: Sequence[CustomerId], currency: str
) -> dict[CustomerId, Timeline]:
    """Return what customers' orders in a currency come to, less what came back.

    What came back is missing from when the order was placed.
    """
    return await timelines.read(unit, SPENT, customer_ids, currency=currency)


async def placed_by(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> dict[CustomerId, Timeline]:
    """Return when customers placed the orders of which they kept something."""
    return await timelines.read(unit, PLACED, customer_ids)
