"""Forgetting: what was bought long ago says no longer what it was; the books stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from domain.kernel import CustomerId, Unit, sets
from domain.kernel.rows import view
from domain.orders.model import OrderId
from domain.orders.tables import order_claims, order_lines, orders

# What stands where there must be something, and it is not to say anything.
NOTHING = "-"
THESE = sets.given(orders.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An order, whose it is, and when it was recorded."""

    id: OrderId
    customer_id: CustomerId | None
    recorded_at: datetime


async def recorded_after(
    unit: Unit, order_id: OrderId | None, limit: int
) -> tuple[Placed, ...]:
    """Return orders after one, those that were recorded first before others."""
    rest = view(orders, Placed)
    if order_id is not None:
        rest = rest.where(orders.c.id > order_id)
    return await unit.all(Placed, rest.order_by(orders.c.id).limit(limit))


async def forget_products(unit: Unit, order_ids: Sequence[OrderId]) -> int:
    """Let orders say no longer what was bought and by which visit; count the lines."""
    if not order_ids:
        return 0
    these = select(THESE.c.id)
    lines = update(order_lines).where(
        order_lines.c.order_id.in_(these), order_lines.c.product_id != NOTHING
    )
    emptied = lines.values(product_id=NOTHING, variant=None, category=None, name=None)
    ids = list(order_ids)
    visited = update(orders).where(
        orders.c.id.in_(these), orders.c.visitor_id.is_not(None)
    )
    carts = update(order_claims).where(
        order_claims.c.order_id.in_(these), order_claims.c.cart.is_not(None)
    )
    await unit.run(visited.values(visitor_id=None), id_of=ids)
    await unit.run(carts.values(cart=None), id_of=ids)
    return await unit.run(emptied, id_of=ids)
