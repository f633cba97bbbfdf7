"""Signing up, a full profile, birthdays and long silences earn, each once."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain import customers, earning
from domain.customers import Address, ExternalId
from domain.earning import (
    Fixed,
    OnBirthday,
    OnInactivity,
    OnProfile,
    OnSignUp,
    nightly,
)
from domain.earning.tables import awards, birthdays, occasions
from domain.kernel import system
from tests.domain.earning.shop import LONG_AGO, balance, bought, publish
from tests.world import NOON, World, open_shop


@pytest.fixture
async def shop(world: World) -> World:
    """Return a shop without a rule."""
    return await open_shop(world)


def at(shop: World, now: datetime) -> World:
    """Return the same world at another instant."""
    return World(replace(shop.platform, clock=lambda: now), shop.principal)


async def join(shop: World, who: str = "ann", **said: object) -> customers.Customer:
    known = (ExternalId(source="shop", id=who),)
    command = replace(customers.Create(external_ids=known), **said)  # type: ignore[arg-type]
    return await shop.run(customers.create, command)


async def celebrate(shop: World, limit: int = 500) -> int:
    """Do all that is due at night, a piece at a time; return how much there was."""
    done, more = 0, True
    while more:
        command = earning.Celebrate(limit=limit)
        caller = system(shop.principal.tenant)
        found = await shop.platform.run(earning.celebrate, command, caller)
        done, more = done + found.done, found.more
    return done


async def wake(shop: World, limit: int = 500) -> int:
    done, more = 0, True
    while more:
        command = earning.Celebrate(limit=limit)
        caller = system(shop.principal.tenant)
        found = await shop.platform.run(earning.wake, command, caller)
        done, more = done + found.done, found.more
    return done


async def test_who_signs_up_earns_once(shop: World) -> None:
    await publish(shop, "welcome", on=OnSignUp(), effect=Fixed(100))
    await join(shop)
    assert await balance(shop) == 100
    # Who comes with an order has not signed up.
    await bought(shop, "1", who="bob")
    assert await balance(shop, "bob") == 0


async def test_two_who_signed_up_and_are_one_signed_up_once(shop: World) -> None:
    await publish(shop, "welcome", on=OnSignUp(), effect=Fixed(100))
    await join(shop)
    await join(shop, "bob")
    merge = customers.Merge(kept_id="external:shop:ann", merged_id="external:shop:bob")
    merger = await shop.run(customers.merge, merge)
    assert await balance(shop) == 100
    await shop.run(customers.unmerge, customers.Unmerge(merger_id=merger.id))
    assert (await balance(shop), await balance(shop, "bob")) == (100, 100)


async def test_a_full_profile_earns_once(shop: World) -> None:
    await publish(shop, "profile", on=OnProfile(), effect=Fixed(40))
    ann = await join(shop, given_name="Ann", birth_date=date(1990, 5, 6))
    assert await balance(shop) == 0
    for name in ("Bakker", "Visser"):
        update = customers.Update(
            customer_id=ann.id,
            family_name=name,
            email="ann@example.com",
            address=Address(lines=("Dam 1",)),
        )
        await shop.run(customers.update, update)
    assert await balance(shop) == 40


async def test_a_birthday_earns_once_a_year(shop: World) -> None:
    await publish(shop, "birthday", on=OnBirthday(), effect=Fixed(50))
    early = at(shop, NOON - timedelta(days=200))
    await join(early, birth_date=date(1990, 1, 1))
    assert await celebrate(early) == 0
    assert await celebrate(shop) == 1
    assert await celebrate(shop) == 0
    assert await balance(shop) == 50
    (award,) = await shop.rows(awards)
    assert award["occurred_at"] == datetime(2029, 12, 31, 23, tzinfo=UTC)
    assert await celebrate(at(shop, NOON + timedelta(days=365))) == 1
    assert await balance(shop) == 100


async def test_eight_runs_at_once_give_a_birthday_once(shop: World) -> None:
    await publish(shop, "birthday", on=OnBirthday(), effect=Fixed(50))
    early = at(shop, NOON - timedelta(days=200))
    for who in ("ann", "bob", "eve"):
        await join(early, who, birth_date=date(1990, 1, 1))
    await asyncio.gather(*(celebrate(shop, limit=2) for _ in range(8)))
    assert {row["earned"] for row in await shop.rows(awards)} == {50}
    assert len(await shop.rows(occasions)) == 3


@pytest.mark.parametrize(("set_before", "given"), [(30, 1), (29, 0)])
async def test_a_birthday_that_was_just_set_waits_for_the_next(
    shop: World, set_before: int, given: int
) -> None:
    await publish(shop, "birthday", on=OnBirthday(), effect=Fixed(50))
    ann = await join(at(shop, NOON - timedelta(days=300)), birth_date=date(1990, 7, 1))
    midnight = datetime(2029, 12, 31, 23, tzinfo=UTC)
    update = customers.Update(customer_id=ann.id, birth_date=date(1990, 1, 1))
    await at(shop, midnight - timedelta(days=set_before)).run(customers.update, update)
    assert await celebrate(shop) == given


async def test_a_birthday_changed_after_it_was_given_gives_no_second(
    shop: World,
) -> None:
    await publish(shop, "birthday", on=OnBirthday(), effect=Fixed(50))
    ann = await join(at(shop, NOON - timedelta(days=99)), birth_date=date(1990, 1, 1))
    assert await celebrate(shop) == 1
    update = customers.Update(customer_id=ann.id, birth_date=date(1990, 6, 1))
    await shop.run(customers.update, update)
    assert await celebrate(at(shop, datetime(2030, 6, 1, 12, tzinfo=UTC))) == 0


async def test_a_birthday_that_is_taken_back_is_not_celebrated(shop: World) -> None:
    await publish(shop, "birthday", on=OnBirthday(), effect=Fixed(50))
    ann = await join(at(shop, NOON - timedelta(days=99)), birth_date=date(1990, 1, 1))
    update = customers.Update(customer_id=ann.id, birth_date=None)
    await shop.run(customers.update, update)
    assert await shop.rows(birthdays) == []
    assert await celebrate(shop) == 0


@pytest.mark.parametrize(
    ("day", "celebrated"),
    [
        (date(2030, 2, 28), ((2, 28), (2, 29))),
        (date(2032, 2, 28), ((2, 28),)),
        (date(2032, 2, 29), ((2, 29),)),
        (date(2030, 3, 1), ((3, 1),)),
        (date(2100, 2, 28), ((2, 28), (2, 29))),
    ],
)
def test_who_was_born_on_a_leap_day_has_a_birthday_every_year(
    day: date, celebrated: tuple[tuple[int, int], ...]
) -> None:
    assert nightly.birthdays_on(day) == celebrated


async def test_a_birthday_missed_by_a_week_is_made_up_for(shop: World) -> None:
    await publish(shop, "birthday", on=OnBirthday(), effect=Fixed(50))
    early = at(shop, NOON - timedelta(days=99))
    await join(early, birth_date=date(1990, 1, 1))
    await join(early, "bob", birth_date=date(1990, 1, 2))
    assert await celebrate(at(shop, NOON + timedelta(days=7))) == 1
    assert await balance(shop, "bob") == 50


async def test_a_long_silence_earns_once_and_the_next_one_again(shop: World) -> None:
    await publish(
        shop, "miss-you", LONG_AGO, on=OnInactivity(days=90), effect=Fixed(30)
    )
    for number, (who, ago) in enumerate((("ann", 91), ("bob", 89), ("eve", 2_000))):
        await bought(shop, str(number), who=who, at=NOON - timedelta(days=ago))
    assert await wake(shop, limit=2) == 1
    assert await wake(shop, limit=2) == 0
    assert await balance(shop, "ann") == 30
    # Eve's silence was long before there was a rule.
    assert await balance(shop, "eve") == 0
    later = at(shop, NOON + timedelta(days=1))
    assert await wake(later) == 1
    assert await balance(later, "bob") == 30
    await bought(later, "9", who="ann", at=NOON + timedelta(days=1))
    assert await wake(at(shop, NOON + timedelta(days=92))) == 1
    assert await balance(shop, "ann") == 60
