"""Back-tests of rules for birthdays, sign-ups and completed profiles."""

from datetime import date, timedelta

import pytest

from domain import earning, simulation
from domain.customers import Address
from domain.earning import Fixed, OnBirthday, OnInactivity, OnProfile, OnSignUp, Terms
from domain.earning.occasion_store import PIECE_MAX
from domain.simulation import Draft, Start
from tests.domain.earning.test_occasions import at, celebrate, join
from tests.domain.simulation.test_back_test import (
    JANUARY,
    SPEND,
    affected,
    buy,
    months,
    tested,
)
from tests.domain.simulation.test_more_than_orders import by_rule
from tests.world import World, open_shop

BIRTHDAY = Terms(on=OnBirthday(), effect=Fixed(50))
ADDRESS = Address(lines=("Kade 1",), city="Amsterdam", country="NL")


@pytest.fixture
async def shop(world: World) -> World:
    """Return a shop in January where a euro is a point."""
    shop = await open_shop(world)
    await shop.run(earning.publish_rule, SPEND)
    return shop


async def publish(shop: World, rule: str, terms: Terms) -> None:
    command = earning.PublishRule(
        rule=rule, name=rule, terms=terms, valid_from=SPEND.valid_from
    )
    await shop.run(earning.publish_rule, command)


async def test_birthdays_are_tried_for_which_nobody_ever_gave(shop: World) -> None:
    then = at(shop, JANUARY)
    await join(then, "ann", birth_date=date(1990, 3, 5))
    await join(then, "bob", birth_date=date(1992, 2, 29))
    # Too soon after it was told, and again when the year is over.
    await join(then, "cas", birth_date=date(1991, 2, 1))
    await join(then, "dan")
    await buy(shop, 1, "ann", 1_000, JANUARY)
    test = await tested(shop, Draft(rule="birthday", terms=BIRTHDAY))
    assert (test.orders_done, test.events_done) == (1, 2)
    assert by_rule(test) == [("birthday", 100, 0), ("spend", 10, 10)]
    assert [row[:3] for row in months(test)] == [
        ("2029-01", 10, 10),
        ("2029-02", 50, 0),
        ("2029-03", 50, 0),
    ]
    assert await affected(shop, test, simulation.Whom.WINNERS) == [(60, 10), (50, 0)]
    march = await tested(
        shop,
        Draft(rule="birthday", terms=BIRTHDAY),
        since=JANUARY + timedelta(days=45),
        until=JANUARY + timedelta(days=60),
    )
    assert by_rule(march) == [("birthday", 50, 0)]


async def test_what_came_about_gives_what_it_gave(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert PIECE_MAX > 2
    monkeypatch.setattr("domain.earning.occasion_store.PIECE_MAX", 2)
    await publish(shop, "birthday", BIRTHDAY)
    await publish(shop, "welcome", Terms(on=OnSignUp(), effect=Fixed(100)))
    await publish(shop, "profile", Terms(on=OnProfile(), effect=Fixed(30)))
    then = at(shop, JANUARY)
    for number, who in enumerate("abc"):
        await join(then, who, birth_date=date(1990, 3, 5 + number))
    await join(
        then,
        "dan",
        birth_date=date(1990, 6, 1),
        email="dan@example.com",
        given_name="Dan",
        family_name="Maas",
        address=ADDRESS,
    )
    for days in (49, 50, 51, 137):
        await celebrate(at(shop, JANUARY + timedelta(days=days)))
    test = await tested(shop)
    assert by_rule(test) == [
        ("birthday", 200, 200),
        ("profile", 30, 30),
        ("welcome", 400, 400),
    ]
    assert test.figures.units[0].unchanged == 4
    twice = Draft(rule="welcome", terms=Terms(on=OnSignUp(), effect=Fixed(200)))
    assert by_rule(await tested(shop, twice))[-1] == ("welcome", 800, 400)


async def test_silences_cannot_be_tried(shop: World) -> None:
    silent = Draft(rule="silence", terms=Terms(on=OnInactivity(days=90)))
    with pytest.raises(simulation.DraftNotTried):
        await shop.run(simulation.start, Start(name="try", drafts=(silent,)))
