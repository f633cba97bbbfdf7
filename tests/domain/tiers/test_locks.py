"""Tiers that are set by hand hold whatever counts, and end when they are said to."""

import asyncio
from datetime import timedelta

import pytest

from domain import tiers
from domain.tiers.tables import tier_memberships
from tests.domain.tiers.club import (
    TODAY,
    buy,
    later,
    member,
    open_club,
    review,
    somebody,
    tier_of,
    told,
    verify,
)
from tests.world import World

DAY = timedelta(days=1)
ANN = "external:shop:ann"


@pytest.fixture
async def club(world: World) -> World:
    club = await open_club(world)
    await somebody(club, "ann")
    return club


def gold(**more: object) -> tiers.SetLock:
    given = {"customer_id": ANN, "tier": "gold", "reason": "A friend.", **more}
    return tiers.SetLock(**given)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


async def test_a_tier_that_is_set_holds_and_says_why(club: World) -> None:
    found = await club.run(tiers.lock, gold())
    assert found.tier is not None
    assert (found.tier.slug, found.since, found.valid_until) == ("gold", TODAY, None)
    assert found.lock is not None
    assert (found.lock.reason, found.lock.author) == ("A friend.", "test")
    assert (found.earned, found.keeping) == ("bronze", None)
    assert found.why.en[0] == (
        "You are Gold since 1 June 2030, because it was set by hand (A friend.)."
    )
    (move,) = await told(club, "tier.reached")
    assert (move["tier"], move["cause"]) == ("gold", "set")
    await verify(club)


async def test_it_holds_whatever_counts_and_is_below_what_is_earned_too(
    club: World,
) -> None:
    await buy(club, 500)
    await club.run(tiers.lock, gold(tier="silver"))
    await buy(club, 500, TODAY + DAY, number="2")
    assert await tier_of(club) == "silver"
    assert (await member(club)).earned == "gold"


async def test_it_ends_by_the_clock_and_is_then_what_counts(club: World) -> None:
    await buy(club, 120)
    await club.run(tiers.lock, gold(until=TODAY + 9 * DAY))
    assert await tier_of(later(club, TODAY + 8 * DAY)) == "gold"
    after = later(club, TODAY + 9 * DAY)
    assert await tier_of(after) == "silver"
    assert await review(after) == 1
    (row,) = await club.rows(tier_memberships)
    assert (row["tier"], row["since"]) == ("silver", TODAY + 9 * DAY)
    await verify(after)


async def test_to_unset_it_is_to_let_the_count_decide(club: World) -> None:
    await club.run(tiers.lock, gold())
    found = await later(club, TODAY + DAY).run(
        tiers.unlock, tiers.UnsetLock(customer_id=ANN)
    )
    assert found.lock is None
    assert await tier_of(later(club, TODAY + DAY)) == "bronze"
    with pytest.raises(tiers.NotLocked):
        await later(club, TODAY + DAY).run(
            tiers.unlock, tiers.UnsetLock(customer_id=ANN)
        )
    page = await club.run(tiers.changes, tiers.ListChanges(customer_id=ANN))
    assert [(each.tier, each.cause) for each in page.items] == [
        ("bronze", "unset"),
        ("gold", "set"),
    ]


async def test_what_does_not_exist_or_has_passed_is_refused(club: World) -> None:
    with pytest.raises(tiers.TierUnknown):
        await club.run(tiers.lock, gold(tier="platinum"))
    with pytest.raises(tiers.LockPassed):
        await club.run(tiers.lock, gold(until=TODAY))


async def test_eight_locks_at_once_leave_one_that_holds(club: World) -> None:
    await asyncio.gather(
        *(club.run(tiers.lock, gold(tier=tier)) for tier in ("silver", "gold") * 4)
    )
    found = await member(club)
    assert found.lock is not None
    assert found.tier is not None
    assert found.tier.slug == found.lock.tier
    await verify(club)
