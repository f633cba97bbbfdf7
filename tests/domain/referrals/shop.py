"""A shop whose customers bring others: what a test says to it, in few words."""

from datetime import datetime, timedelta
from typing import Any

from domain import customers, referrals
from domain.earning import Fixed, OnReferral
from domain.earning.terms import ReferralSide
from domain.kernel import system
from tests.domain.earning.shop import publish
from tests.world import NOON, World

# The return window of two weeks, and the day of the order.
LATER = NOON + timedelta(days=15)


async def rewarding(shop: World) -> World:
    """Have both get something: who invited 50, who came 20."""
    for side, amount in ((ReferralSide.REFERRER, 50), (ReferralSide.FRIEND, 20)):
        await publish(shop, side, on=OnReferral(side=side), effect=Fixed(amount))
    return shop


async def known(shop: World, who: str, **said: Any) -> str:
    """Make a customer."""
    ids = (customers.ExternalId(source="shop", id=who),)
    made = customers.Create(external_ids=ids, **said)
    return (await shop.run(customers.create, made)).id


async def code(shop: World, who: str) -> str:
    asked = referrals.GiveReferralCode(customer_id=f"external:shop:{who}")
    return (await shop.run(referrals.give_code, asked)).code


async def come(
    shop: World, friend: str, by: str, at: datetime | None = None
) -> referrals.Referral:
    """Let somebody come by somebody else."""
    command = referrals.Attribute(
        customer_id=f"external:shop:{friend}", code=await code(shop, by), at=at
    )
    return await shop.run(referrals.attribute, command)


async def invited(shop: World, friend: str = "bob", by: str = "ann") -> None:
    """Let somebody come by somebody of whom nothing else is known."""
    for who in (by, friend):
        await known(shop, who)
    await come(shop, friend, by)


async def referral(shop: World, friend: str = "bob") -> referrals.Referral:
    asked = referrals.ReferrerOf(customer_id=f"external:shop:{friend}")
    return await shop.run(referrals.find_referrer, asked)


async def decide(shop: World) -> None:
    """Decide what is due."""
    caller = system(shop.principal.tenant)
    await shop.platform.run(referrals.decide_some, referrals.DecideSome(), caller)
