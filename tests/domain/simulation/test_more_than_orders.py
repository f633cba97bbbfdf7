"""Back-tests of rules for events, and of tiers that nobody has yet."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import TypeAlias

import pytest

from domain import earning, events, simulation, tiers
from domain.customers import Identity
from domain.earning import Cap, CapMeasure, CapPeriod, CapScope, Fixed, OnEvent, Terms
from domain.kernel import personal
from domain.simulation import Draft, Start, Whom, running
from domain.simulation.tables import back_test_customers
from domain.tiers import TierBasis, TierMeasure
from tests.domain.simulation.test_back_test import (
    JANUARY,
    SPEND,
    affected,
    buy,
    months,
    tested,
)
from tests.domain.tiers.club import publish
from tests.domain.tiers.lives import terms, tier
from tests.world import NOON, World, open_shop

DAILY = Cap(
    per=CapScope.CUSTOMER, limit=1, period=CapPeriod.DAY, measure=CapMeasure.TIMES
)
REVIEW = Terms(on=OnEvent(event="review"), effect=Fixed(25), caps=(DAILY,))
GENEROUS = Terms(on=OnEvent(event="review"), effect=Fixed(40))


@pytest.fixture
async def shop(world: World) -> World:
    """Return a shop where a euro is a point, and the day's first review is 25."""
    shop = await open_shop(world)
    await shop.run(earning.publish_rule, SPEND)
    review = earning.PublishRule(
        rule="review", name="Review", terms=REVIEW, valid_from=SPEND.valid_from
    )
    await shop.run(earning.publish_rule, review)
    return shop


async def write(shop: World, number: int, who: str, days: int) -> events.Behaviour:
    command = events.Record(
        external_id=str(number),
        type="review",
        occurred_at=JANUARY + timedelta(days=days),
        customer=Identity(external_id=who),
        data={"product_id": "tea", "rating": 5},
    )
    return await shop.run(events.record, command)


def by_rule(test: simulation.BackTest) -> list[tuple[str, int, int]]:
    return [
        (each.rule, each.draft_issued, each.live_issued) for each in test.figures.rules
    ]


async def test_what_events_would_have_given_is_told_too(shop: World) -> None:
    await buy(shop, 1, "ann", 1_000, JANUARY)
    await write(shop, 1, "ann", 0)
    await write(shop, 2, "ann", 0)
    # Who never bought anything, and what was taken back.
    await write(shop, 3, "bob", 40)
    gone = await write(shop, 4, "bob", 41)
    await shop.run(events.remove, events.Remove(event_id=gone.id))
    test = await tested(shop, Draft(rule="review", terms=GENEROUS))
    assert (test.orders_done, test.events_done) == (1, 3)
    assert by_rule(test) == [("review", 120, 50), ("spend", 10, 10)]
    assert months(test) == [
        ("2029-01", 90, 35, 90, 35),
        ("2029-02", 40, 25, 130, 60),
    ]
    assert await affected(shop, test, Whom.WINNERS) == [(90, 35), (40, 25)]
    without = await tested(shop, without=("review",))
    assert by_rule(without) == [("review", 0, 50), ("spend", 10, 10)]


@pytest.mark.parametrize("seed", range(3))
async def test_the_live_rules_would_have_given_events_what_they_gave(
    shop: World, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH_ORDERS", 3 + seed)
    monkeypatch.setattr(running, "PART_ORDERS", 7)
    chance = Random(seed)
    for number in range(24):
        who, days = chance.choice("abcdefgh"), number // 3
        if chance.random() < 0.5:
            await buy(shop, number, who, 1_000, JANUARY + timedelta(days=days))
        else:
            await write(shop, number, who, days)
    test = await tested(shop)
    assert test.orders_done + test.events_done == 24
    assert {rule for rule, _, _ in by_rule(test)} == {"review", "spend"}
    for _, draft, live in by_rule(test):
        assert draft == live > 0
    assert await shop.rows(back_test_customers) == []


Move: TypeAlias = tuple[str | None, str | None, int | None]


@pytest.fixture
def counting_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a customer be enough of a crowd."""
    monkeypatch.setattr(personal, "PEOPLE_MIN", 1)


def moves(test: simulation.BackTest) -> Sequence[Move]:
    return [(each.live, each.draft, each.customers) for each in test.figures.tiers]


async def test_fewer_than_ten_are_not_counted(shop: World) -> None:
    await publish(shop, terms())
    for number in range(19):
        amount = 6_000 if number < 10 else 26_000
        await buy(shop, number, f"c{number}", amount, NOON - timedelta(hours=2))
    test = await tested(shop)
    assert moves(test) == [("bronze", "bronze", 10), ("silver", "silver", None)]


@pytest.mark.usefixtures("counting_all")
async def test_other_thresholds_lead_customers_to_other_tiers(shop: World) -> None:
    await publish(shop, terms())
    for number, (who, amount) in enumerate((("ann", 6_000), ("bob", 26_000))):
        await buy(shop, number, who, amount, NOON - timedelta(hours=2))
    steep = terms(tier("bronze", 0), tier("gold", 250))
    test = await tested(shop, tiers=steep)
    assert moves(test) == [("bronze", "bronze", 1), ("silver", "gold", 1)]
    assert by_rule(test) == [("spend", 320, 320)]


@pytest.mark.usefixtures("counting_all")
async def test_tiers_are_tried_where_there_are_none(shop: World) -> None:
    await buy(shop, 1, "ann", 26_000, NOON - timedelta(hours=2))
    test = await tested(shop, tiers=terms(tier("vip", 250)))
    assert moves(test) == [(None, "vip", 1)]


async def test_tiers_that_cannot_be_tried_are_refused(shop: World) -> None:
    spend = terms(basis=TierBasis(measure=TierMeasure.SPEND))
    with pytest.raises(simulation.TiersNotTried):
        await shop.run(simulation.start, Start(name="try", tiers=spend))
    twice = terms(tier("a", 1), tier("a", 2))
    with pytest.raises(tiers.TierTwice):
        await shop.run(simulation.start, Start(name="try", tiers=twice))
