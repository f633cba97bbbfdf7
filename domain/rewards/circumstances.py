"""Circumstances: what is known of customers that a reward may ask."""

from collections.abc import Mapping, Sequence

from domain import earning, orders, tiers
from domain.kernel import CustomerId, Unit
from domain.orders import Channel
from domain.rewards.model import Reward
from domain.rewards.rules import Circumstances


async def ranks(unit: Unit) -> Mapping[str, int]:
    """Return the tiers that there are now, from the lowest, and how high each is."""
    try:
        programme = await tiers.current(unit, tiers.FindCurrentTiers())
    except tiers.TierProgrammeNotFound:
        return {}
    return {each.slug: rank for rank, each in enumerate(programme.terms.tiers)}


async def of_nobody(unit: Unit, channel: Channel | None) -> Circumstances:
    """Return what a reward may ask of somebody of whom nothing is known."""
    return Circumstances(tiers=await ranks(unit), channel=channel)


async def of_many(
    unit: Unit,
    customer_ids: Sequence[CustomerId],
    asked: Sequence[Reward],
    channel: Channel | None,
) -> Mapping[CustomerId, Circumstances]:
    """Return what some rewards may ask of customers, for each of them."""
    products = {name for each in asked for name in each.terms.audience.bought}
    bought = await orders.purchases(unit, customer_ids, products)
    tiered = any(each.terms.audience.tier_from is not None for each in asked)
    there: Mapping[str, int] = await ranks(unit) if tiered else {}
    standings: dict[CustomerId, str | None] = {}
    if there:
        moments = [(each, unit.now) for each in customer_ids]
        found = await tiers.standing_of(unit, moments)
        for each, standing in zip(customer_ids, found, strict=True):
            standings[each] = standing.tier
    return {
        customer_id: Circumstances(
            orders=bought[customer_id].orders,
            tier=standings.get(customer_id),
            tiers=there,
            channel=channel,
            bought=bought[customer_id].products,
        )
        for customer_id in customer_ids
    }


async def segments(
    unit: Unit, customer_ids: Sequence[CustomerId], asked: Sequence[Reward]
) -> Mapping[CustomerId, frozenset[str]]:
    """Return in which segments customers are now, if some reward asks."""
    if not any(each.terms.segments for each in asked):
        return dict.fromkeys(customer_ids, frozenset[str]())
    moments = [(each, unit.now) for each in customer_ids]
    found = await earning.segments_of(unit, moments)
    return dict(zip(customer_ids, map(frozenset, found), strict=True))
