"""Promises about members who are merged, and who are erased."""

from datetime import timedelta

import pytest

from domain import customers, households, privacy
from domain.households.tables import household_members
from domain.ledger.tables import accounts
from domain.rewards import Payer
from tests.domain.households.home import give, has, home, lines, own, person, seen
from tests.domain.ledger.books import at, verify
from tests.domain.privacy.erasing import erased
from tests.domain.rewards.club import MUG, publish, reserve
from tests.world import NOON, World


async def merged(shop: World, kept: str, other: str) -> str:
    command = customers.Merge(kept_id=kept, merged_id=other)
    return (await shop.run(customers.merge, command)).id


async def test_a_merge_takes_the_household_along_and_its_undoing_gives_it_back(
    shop: World,
) -> None:
    ann, bob = await person(shop, "ann", 10), await person(shop, "bob")
    await home(shop, ann)
    await give(shop, ann, 10)
    merge_id = await merged(shop, bob, ann)
    (member,) = (await seen(shop, bob)).members
    assert (member.customer_id, member.owner) == (bob, True)
    await shop.run(customers.unmerge, customers.Unmerge(merger_id=merge_id))
    (member,) = (await seen(shop, ann)).members
    assert (member.customer_id, member.owner) == (ann, True)
    with pytest.raises(households.HouseholdNotFound):
        await seen(shop, bob)


async def test_of_two_households_the_kept_customers_stays(shop: World) -> None:
    ann, bob = await person(shop, "ann", 10), await person(shop, "bob", 5)
    await home(shop, ann)
    await home(shop, bob)
    await give(shop, ann, 10)
    await give(shop, bob, 5)
    await merged(shop, bob, ann)
    # The other one closed, and what it had is who they turned out to be's.
    assert (await has(shop, bob), await own(shop, bob)) == (5, 10)
    await verify(shop)


async def test_two_members_who_are_one_stay_in_their_household(shop: World) -> None:
    ann, bob, cas = [await person(shop, each) for each in ("ann", "bob", "cas")]
    await home(shop, ann, bob, cas)
    await merged(shop, cas, ann)
    found = await seen(shop, cas)
    assert [(e.customer_id, e.owner) for e in found.members] == [
        (bob, False),
        (cas, True),
    ]


async def test_who_is_erased_leaves_and_what_they_gave_stays_without_a_name(
    shop: World,
) -> None:
    await publish(shop, "mug", MUG)
    ann, bob = await person(shop, "ann", 150), await person(shop, "bob")
    await home(shop, ann, bob)
    await give(shop, ann, 150)
    days_later = at(shop, NOON + timedelta(days=4))
    # What the household was to pay for her goes back to it.
    await reserve(days_later, who=ann, pay_from=Payer.HOUSEHOLD)
    await erased(days_later, ann)
    (member,) = await shop.rows(household_members)
    assert (member["customer_id"], await has(shop, bob)) == (bob, 150)
    assert await lines(shop, bob) == [
        ("contributed", 150),
        ("spent", -100),
        ("returned", 100),
    ]
    asked = households.ListHouseholdLines(customer_id=bob)
    shown = (await shop.run(households.list_lines, asked)).items
    assert {(each.nickname, each.you) for each in shown} == {(None, False)}
    # Of the last one, the rest is forfeited with what was theirs.
    await erased(days_later, bob)
    assert await shop.rows(household_members) == []
    assert sum(row["available"] for row in await shop.rows(accounts)) == 0
    await verify(shop)


async def test_what_is_given_while_the_clock_stands_still_goes_on_for_others(
    shop: World,
) -> None:
    ann = await person(shop, "ann", 10, expires_at=NOON + timedelta(days=5))
    await home(shop, ann)
    restrict = privacy.Restrict(customer_id=ann, reason="She disputes what is known.")
    await shop.run(privacy.restrict, restrict)
    later = at(shop, NOON + timedelta(days=2))
    await give(later, ann, 10)
    (balance,) = (await seen(later, ann)).balances
    assert balance.expires_at == NOON + timedelta(days=7)
    await verify(later)
