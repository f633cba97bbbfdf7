"""Circumstances: what is known of customers that a reward may ask."""

from collections.abc import Mapping, Sequence

from domain import orders
from domain.kernel import CustomerId, Unit
from domain.orders import Channel
from domain.rewards.model import Reward
from domain.rewards.rules import Circumstances


async def ranks(unit: Unit) -> Mapping[str, int]:
    """Return the tiers of the programme, from the lowest."""
    del unit
    return {}


async def of_many(
    unit: Unit,
    customer_ids: Sequence[CustomerId],
    asked: Sequence[Reward],
    channel: Channel | None,
) -> Mapping[CustomerId, Circumstances]:
    """Return what some rewards may ask of customers, for each of them."""
    products = {name for each in asked for name in each.terms.audience.bought}
    bought = await orders.purchases(unit, customer_ids, products)
    tiers = await ranks(unit)
    return {
        customer_id: Circumstances(
            orders=bought[customer_id].orders,
            tier=None,
            tiers=tiers,
            channel=channel,
            bought=bought[customer_id].products,
        )
        for customer_id in customer_ids
    }
