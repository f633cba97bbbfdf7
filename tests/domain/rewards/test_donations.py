"""Donations that name their pot: what is held goes there, and its total tells."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import ledger, rewards
from domain.kernel import Malformed
from domain.rewards import RewardKind, RewardTerms, RewardUnavailable
from tests.domain.rewards.club import (
    ANN,
    available,
    balanced,
    buy,
    confirm,
    give,
    publish,
    reserve,
)
from tests.world import NOON, World, open_shop


@pytest.fixture
async def club(world: World) -> World:
    """Return a shop where Ann has 250 points."""
    club = await open_shop(world)
    await buy(club, 1)
    await give(club, 250)
    return club


async def pot(club: World, name: str = "Trees") -> ledger.Pot:
    return await club.run(ledger.create_pot, ledger.CreatePot(name=name))


async def total(club: World, pot: ledger.Pot) -> int:
    return (await club.run(ledger.find_pot, ledger.FindPot(pot_id=pot.id))).total


async def test_a_donation_goes_to_its_pot(club: World) -> None:
    trees, bees = await pot(club), await pot(club, "Bees")
    terms = RewardTerms(kind=RewardKind.DONATION, price=20, pot=trees.id)
    await publish(club, "trees", terms)
    await confirm(club, await reserve(club, "trees", quantity=3))
    assert (await total(club, trees), await total(club, bees)) == (60, 0)
    assert await available(club) == 190
    entries = await club.run(ledger.entries, ledger.ListEntries(customer_id=ANN))
    assert entries.items[0].credit == ledger.Side.DONATED
    assert await balanced(club)


async def test_what_lapsed_while_it_was_held_is_donated_all_the_same(
    club: World,
) -> None:
    trees = await pot(club)
    await give(club, 40, expires_at=NOON + timedelta(minutes=1))
    terms = RewardTerms(kind=RewardKind.DONATION, price=30, pot=trees.id)
    await publish(club, "trees", terms)
    kept = await reserve(club, "trees")
    later = replace(club.platform, clock=lambda: NOON + timedelta(minutes=10))
    later_club = World(later, club.principal)
    await confirm(later_club, kept)
    assert await total(club, trees) == 30
    assert await available(later_club) == 250
    assert await balanced(later_club)


async def test_what_was_set_aside_is_donated_also_of_an_account_that_was_frozen_since(
    club: World,
) -> None:
    trees = await pot(club)
    terms = RewardTerms(kind=RewardKind.DONATION, price=30, pot=trees.id)
    await publish(club, "trees", terms)
    kept = await reserve(club, "trees")
    await club.run(ledger.freeze, ledger.Freeze(customer_id=ANN, reason="Odd."))
    await confirm(club, kept)
    assert (await total(club, trees), await available(club)) == (30, 220)
    assert await balanced(club)


async def test_nothing_goes_to_a_pot_that_is_closed(club: World) -> None:
    trees = await pot(club)
    terms = RewardTerms(kind=RewardKind.DONATION, price=20, pot=trees.id)
    await publish(club, "trees", terms)
    kept = await reserve(club, "trees")
    await club.run(ledger.close_pot, ledger.ClosePot(pot_id=trees.id))
    with pytest.raises(RewardUnavailable) as refused:
        await confirm(club, kept)
    assert [each.code for each in refused.value.obstacles] == ["pot_closed"]
    assert (await total(club, trees), await available(club)) == (0, 230)
    for wrong in (trees.id, "pot_" + "0" * 32):
        draft = rewards.PutReward(
            reward="more", name="More", terms=replace(terms, pot=wrong)
        )
        with pytest.raises(Malformed):
            await club.run(rewards.put_reward, draft)
