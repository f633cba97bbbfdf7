"""Promises about households: who is in one, and what they see of each other."""

import asyncio
from datetime import timedelta

import pytest

from domain import households, ledger
from domain.households.tables import household_members
from domain.households.tables import households as table
from domain.kernel import system
from tests.domain.households.home import (
    as_customer,
    created,
    give,
    has,
    home,
    invited,
    joined,
    leave,
    lines,
    own,
    person,
    seen,
    take,
)
from tests.domain.ledger.books import at, verify
from tests.world import NOON, World, apart

DAY = timedelta(days=1)


async def swept(shop: World) -> None:
    """Have all settled that fell due."""
    caller = system(shop.principal.tenant)
    await shop.platform.run(ledger.sweep, ledger.Sweep(), caller)


async def test_nobody_is_in_a_household_without_having_joined_it(shop: World) -> None:
    ann, bob = await person(shop, "ann"), await person(shop, "bob")
    await created(shop, ann, "Ann")
    code = (await invited(as_customer(shop, ann), ann)).code
    with pytest.raises(households.HouseholdNotFound):
        await seen(shop, bob)
    found = await joined(as_customer(shop, bob), bob, code, nickname="Bob")
    assert [(e.nickname, e.owner, e.you) for e in found.members] == [
        ("Ann", True, False),
        ("Bob", False, True),
    ]
    assert {e["said_by"] for e in await shop.rows(household_members)} == {
        "test",
        "token:1",
    }
    told = [name for name, _ in await shop.news() if name.startswith("household.")]
    assert told == ["household.created", "household.joined"]


async def test_an_invitation_is_used_once_and_lapses_and_can_be_withdrawn(
    shop: World,
) -> None:
    ann, bob, cas = [await person(shop, each) for each in ("ann", "bob", "cas")]
    await home(shop, ann)
    first, second, third = [await invited(shop, ann) for _ in range(3)]
    await joined(shop, bob, first.code)
    this = households.WithdrawHouseholdInvitation(
        customer_id=ann, invitation_id=second.id
    )
    await shop.run(households.withdraw_invitation, this)
    late = at(shop, NOON + 7 * DAY)
    for world, code in ((shop, first.code), (shop, second.code), (late, third.code)):
        with pytest.raises(households.HouseholdInvitationNotFound):
            await joined(world, cas, code)
    asked = households.ListHouseholdInvitations(customer_id=ann)
    left = await shop.run(households.list_invitations, asked)
    assert [each.id for each in left.invitations] == [third.id]


async def test_a_customer_is_in_one_household_and_it_has_room_for_so_many(
    shop: World,
) -> None:
    people = [await person(shop, f"c{each}") for each in range(4)]
    settings = households.PutHouseholdSettings(members_max=3)
    await shop.run(households.put_settings, settings)
    await home(shop, *people[:3])
    code = (await invited(shop, people[0])).code
    with pytest.raises(households.HouseholdFull):
        await joined(shop, people[3], code)
    with pytest.raises(households.InHouseholdAlready):
        await created(shop, people[1])
    with pytest.raises(households.InHouseholdAlready):
        await home(shop, people[3], people[1])


async def test_to_begin_or_join_twice_is_as_once(shop: World) -> None:
    ann, bob = await person(shop, "ann"), await person(shop, "bob")
    found = await asyncio.gather(*(created(apart(shop), ann) for _ in range(8)))
    assert len({each.id for each in found}) == 1
    await home(shop, ann, bob)
    code = (await invited(shop, ann)).code
    assert len((await joined(shop, bob, code)).members) == 2
    asked = households.ListHouseholdInvitations(customer_id=ann)
    left = await shop.run(households.list_invitations, asked)
    assert [each.code for each in left.invitations] == [code]
    command = households.RenameInHousehold(customer_id=bob, nickname="Bobby")
    await shop.run(households.rename, command)
    assert [e.nickname for e in (await seen(shop, ann)).members] == [None, "Bobby"]


async def test_of_eight_who_join_at_once_as_many_are_in_as_there_is_room_for(
    shop: World,
) -> None:
    people = [await person(shop, f"c{each}") for each in range(9)]
    settings = households.PutHouseholdSettings(members_max=4)
    await shop.run(households.put_settings, settings)
    await home(shop, people[0])
    codes = [(await invited(shop, people[0])).code for _ in range(8)]
    told = await asyncio.gather(
        *(joined(apart(shop), *each) for each in zip(people[1:], codes, strict=True)),
        return_exceptions=True,
    )
    assert sum(isinstance(e, households.HouseholdFull) for e in told) == 5
    assert len((await seen(shop, people[0])).members) == 4


async def test_only_the_owner_invites_limits_and_removes(shop: World) -> None:
    ann, bob, cas = [await person(shop, each) for each in ("ann", "bob", "cas")]
    found = await home(shop, ann, bob, cas)
    owner, second, _ = found.members
    limit = households.LimitHousehold(customer_id=bob)
    away = households.RemoveFromHousehold(customer_id=bob, member_id=owner.id)
    for tried in (
        invited(shop, bob),
        shop.run(households.limit, limit),
        shop.run(households.remove, away),
    ):
        with pytest.raises(households.NotHouseholdOwner):
            await tried
    this = households.RemoveFromHousehold(customer_id=ann, member_id=second.id)
    await shop.run(households.remove, this)
    with pytest.raises(households.HouseholdNotFound):
        await seen(shop, bob)
    with pytest.raises(households.HouseholdMemberNotFound):
        await shop.run(households.remove, this)


async def test_no_more_than_twenty_are_invited_in_a_day(shop: World) -> None:
    ann = await person(shop, "ann")
    await home(shop, ann)
    for _ in range(20):
        await invited(shop, ann)
    with pytest.raises(households.TooManyHouseholdInvitations):
        await invited(shop, ann)
    await invited(at(shop, NOON + DAY), ann)


async def test_what_is_given_keeps_its_expiry_and_can_be_taken_out(shop: World) -> None:
    ann = await person(shop, "ann", 100, expires_at=NOON + 5 * DAY)
    bob = await person(shop, "bob", 30)
    await home(shop, ann, bob)
    assert (await give(shop, ann, 60)).available == 60
    assert (await give(shop, bob, 30)).available == 90
    (balance,) = (await seen(shop, bob)).balances
    assert (balance.available, balance.takeable) == (90, 90)
    assert (balance.expires_at, balance.expiring) == (NOON + 5 * DAY, 60)
    # What expires first goes first.
    await take(shop, bob, 20)
    assert (await own(shop, ann), await own(shop, bob)) == (40, 20)
    later = at(shop, NOON + 5 * DAY)
    assert await own(later, bob) == 0
    assert await has(later, bob) == 30
    await swept(later)
    assert await lines(later, bob) == [
        ("contributed", 60),
        ("contributed", 30),
        ("taken", -20),
        ("expired", -40),
    ]
    await verify(later)


async def test_the_owner_says_how_much_others_may_have_in_a_month(shop: World) -> None:
    ann, bob = await person(shop, "ann", 100), await person(shop, "bob")
    await home(shop, ann, bob)
    await give(shop, ann, 100)
    this = households.LimitHousehold(customer_id=ann, monthly_max=30)
    await shop.run(households.limit, this)
    await take(shop, bob, 20)
    assert [e.takeable for e in (await seen(shop, bob)).balances] == [10]
    assert [e.takeable for e in (await seen(shop, ann)).balances] == [80]
    with pytest.raises(households.HouseholdLimitReached) as told:
        await take(shop, bob, 11)
    assert told.value.left == 10
    await take(shop, ann, 40)
    # In Amsterdam, February begins an hour before it does in London.
    await take(at(shop, NOON.replace(day=31, hour=23)), bob, 30)


async def test_of_eight_who_take_the_last_points_at_once_one_has_them(
    shop: World,
) -> None:
    ann = await person(shop, "ann", 10)
    others = [await person(shop, f"c{each}") for each in range(7)]
    await home(shop, ann, *others)
    await give(shop, ann, 10)
    told = await asyncio.gather(
        *(take(apart(shop), each, 10) for each in (ann, *others)),
        return_exceptions=True,
    )
    assert sum(not isinstance(each, BaseException) for each in told) == 1
    assert await has(shop, ann) == 0
    await verify(shop)


async def test_who_leaves_leaves_what_they_gave_and_the_last_one_has_the_rest(
    shop: World,
) -> None:
    ann, bob = await person(shop, "ann", 100), await person(shop, "bob")
    await home(shop, ann, bob)
    await give(shop, ann, 70)
    await leave(shop, ann)
    (only,) = (await seen(shop, bob)).members
    assert (only.owner, only.customer_id) == (True, bob)
    await leave(shop, bob)
    assert (await own(shop, ann), await own(shop, bob)) == (30, 70)
    (row,) = await shop.rows(table)
    assert (row["status"], row["owner_id"]) == ("closed", bob)
    told = [name for name, _ in await shop.news() if name.startswith("household.")]
    assert told[-2:] == ["household.left", "household.closed"]
    await verify(shop)


async def test_a_member_sees_no_other_members_id_and_no_other_household(
    shop: World,
) -> None:
    ann, bob = await person(shop, "ann", 10), await person(shop, "bob")
    await home(shop, ann, bob)
    await give(shop, ann, 10)
    mine = as_customer(shop, bob)
    found = await seen(mine, bob)
    assert [each.customer_id for each in found.members] == [None, bob]
    asked = households.ListHouseholdLines(customer_id=bob)
    (line,) = (await mine.run(households.list_lines, asked)).items
    assert (line.customer_id, line.you, line.amount) == (None, False, 10)


async def test_what_households_share_is_for_the_shop_to_say(shop: World) -> None:
    ann = await person(shop, "ann", 10)
    await home(shop, ann)
    settings = households.PutHouseholdSettings(units=())
    await shop.run(households.put_settings, settings)
    with pytest.raises(households.NotShareable):
        await give(shop, ann, 5)
