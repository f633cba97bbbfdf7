"""Promises about what members redeem of what their household has."""

import asyncio
from dataclasses import replace

import pytest

from domain import households, ledger, rewards
from domain.kernel import system
from domain.rewards import Payer, Redemption
from tests.domain.households.home import (
    created,
    give,
    has,
    home,
    leave,
    lines,
    own,
    person,
    seen,
    take,
)
from tests.domain.ledger.books import at, verify
from tests.domain.rewards.club import MUG, confirm, publish, refund, release, reserve
from tests.rebuilding import rebuilt
from tests.world import World, apart

BACK = replace(MUG, refundable_days=14)


async def housed(shop: World, points: int = 100) -> tuple[str, str]:
    """Return two members of a household that has some points, and a mug for 100."""
    await publish(shop, "mug", BACK)
    ann, bob = await person(shop, "ann", points), await person(shop, "bob")
    await home(shop, ann, bob)
    await give(shop, ann, points)
    return ann, bob


async def together(shop: World, who: str) -> Redemption:
    """Have a mug set aside that the household pays."""
    return await reserve(shop, who=who, pay_from=Payer.HOUSEHOLD)


async def obstacle(shop: World, who: str) -> str:
    """Return what keeps somebody from a mug that their household pays."""
    with pytest.raises(rewards.RewardUnavailable) as told:
        await together(shop, who)
    (found,) = told.value.obstacles
    return found.code


async def test_a_member_redeems_what_the_household_has_and_it_has_it_back(
    shop: World,
) -> None:
    ann, bob = await housed(shop)
    mug = await together(shop, bob)
    assert (mug.customer_id, mug.paid_by) == (bob, "household")
    assert await has(shop, ann) == 0
    await release(shop, mug)
    mug = await confirm(shop, await together(shop, bob))
    assert await has(shop, ann) == 0
    await refund(shop, mug)
    assert (await has(shop, ann), await own(shop, bob)) == (100, 0)
    assert await lines(shop, bob) == [
        ("contributed", 100),
        ("spent", -100),
        ("returned", 100),
        ("spent", -100),
        ("returned", 100),
    ]
    await verify(shop)


async def test_of_eight_who_redeem_the_last_points_at_once_one_has_a_mug(
    shop: World,
) -> None:
    ann, bob = await housed(shop)
    told = await asyncio.gather(
        *(together(apart(shop), each) for each in (ann, bob) * 2),
        *(take(apart(shop), each, 100) for each in (ann, bob) * 2),
        return_exceptions=True,
    )
    assert sum(not isinstance(each, BaseException) for each in told) == 1
    assert await has(shop, ann) == 0
    await verify(shop)


async def test_what_nobody_confirms_in_time_goes_back_to_the_household(
    shop: World,
) -> None:
    ann, bob = await housed(shop)
    mug = await together(shop, bob)
    late = at(shop, mug.expires_at)
    caller = system(shop.principal.tenant)
    sweep = rewards.SweepRedemptions()
    await late.platform.run(rewards.sweep_redemptions, sweep, caller)
    assert await has(late, ann) == 100
    assert (await lines(late, ann))[-1] == ("returned", 100)
    # The books give it back by a sweep of their own.
    assert await rebuilt(late, households.verify) == ()
    await late.platform.run(ledger.sweep, ledger.Sweep(), caller)
    assert await rebuilt(late, households.verify) == ()


async def test_why_somebody_cannot_have_a_reward_of_their_household(
    shop: World,
) -> None:
    ann, bob = await housed(shop)
    cas = await person(shop, "cas", 100)
    assert await obstacle(shop, cas) == "no_household"
    limit = households.LimitHousehold(customer_id=ann, monthly_max=99)
    await shop.run(households.limit, limit)
    assert await obstacle(shop, bob) == "household_limit"
    await take(shop, ann, 1)
    assert await obstacle(shop, bob) == "not_enough"
    await give(shop, ann, 1)
    freeze = ledger.Freeze(customer_id=ann, reason="We look into it.")
    await shop.run(ledger.freeze, freeze)
    assert await obstacle(shop, ann) == "account_frozen"


async def test_what_comes_back_to_a_closed_household_is_the_last_ones(
    shop: World,
) -> None:
    ann, bob = await housed(shop)
    mug = await confirm(shop, await together(shop, bob))
    await leave(shop, bob)
    await leave(shop, ann)
    assert await own(shop, ann) == 0
    await refund(shop, mug)
    assert (await own(shop, ann), await own(shop, bob)) == (100, 0)
    await verify(shop)


async def test_a_reward_without_a_household_is_paid_by_nobody_else(
    shop: World,
) -> None:
    await publish(shop, "mug", BACK)
    ann = await person(shop, "ann", 100)
    await created(shop, ann)
    assert await obstacle(shop, ann) == "not_enough"
    assert (await reserve(shop, who=ann)).paid_by == "own"
    assert (await seen(shop, ann)).balances == ()
