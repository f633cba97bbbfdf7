"""Purchases: how often customers have ordered, and which of some products."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ARRAY, Text, bindparam, func, select, true

from domain.kernel import CustomerId, Unit, sets
from domain.orders.model import Status
from domain.orders.tables import order_lines, orders

PRODUCTS_MAX = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchases:
    """How many orders of a customer stand, and which of the products are in them."""

    orders: int
    products: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Counted:
    customer_id: CustomerId
    count: int


@dataclass(frozen=True, slots=True)
class _Bought:
    customer_id: CustomerId
    product_id: str


BUYERS = sets.given(orders.c.customer_id, name="buyers")
_STANDING = (
    select(func.count().label("count"))
    .where(orders.c.customer_id == BUYERS.c.customer_id)
    .where(orders.c.status == Status.RECORDED)
    .lateral("standing")
)
COUNTED = select(BUYERS.c.customer_id, _STANDING.c.count).select_from(
    BUYERS.join(_STANDING, true())
)
_PRODUCTS = func.unnest(bindparam("product_ids", type_=ARRAY(Text)))
BOUGHT = (
    select(orders.c.customer_id, order_lines.c.product_id)
    .distinct()
    .select_from(
        BUYERS.join(orders, orders.c.customer_id == BUYERS.c.customer_id).join(
            order_lines, order_lines.c.order_id == orders.c.id
        )
    )
    .where(orders.c.status == Status.RECORDED)
    .where(order_lines.c.product_id.in_(select(_PRODUCTS)))
    .limit(PRODUCTS_MAX)
)


async def purchases(
    unit: Unit, customer_ids: Sequence[CustomerId], product_ids: Iterable[str]
) -> dict[CustomerId, Purchases]:
    """Return what customers have bought, of all of whom something is told."""
    given = {"customer_id_of": list(customer_ids)}
    counted = await unit.all(_Counted, COUNTED, **given)
    wanted = sorted(set(product_ids))
    bought: tuple[_Bought, ...] = ()
    if wanted:
        bought = await unit.all(_Bought, BOUGHT, product_ids=wanted, **given)
    return {
        each.customer_id: Purchases(
            orders=each.count,
            products=frozenset(
                of.product_id for of in bought if of.customer_id == each.customer_id
            ),
        )
        for each in counted
    }
