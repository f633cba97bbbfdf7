"""Journeys: who enters, what they are written, and what ends it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import customers, holdouts, ledger, messages, orders, status
from domain.consent import PurposeNotFound
from domain.kernel import Unit
from domain.messages import (
    EntryKind,
    ExitKind,
    JourneyState,
    JourneyStep,
    Message,
    Reason,
    StepKind,
    machine,
    shipped,
)
from domain.messages.journey import Because, JourneyTerms, PutJourney, RunState
from domain.messages.journey_tables import journey_runs
from domain.messages.known import Facts
from domain.messages.machine import End, Pause, Write
from tests.domain.messages.writing import (
    OPEN,
    at,
    by_platform,
    declared,
    sent,
    settled,
    somebody,
)
from tests.world import NOON, World

SHIP = messages.ShipJourneys(service_purpose="orders", marketing_purpose="similar")
TODAY = NOON.date()
BECAUSE = Because(nl="Daarom.", en="Therefore.")
WAIT, MESSAGE = StepKind.WAIT, StepKind.MESSAGE


def terms(entry: EntryKind, *steps: JourneyStep, **more: Any) -> JourneyTerms:
    return JourneyTerms(
        entry=entry, purpose="orders", steps=steps, because=BECAUSE, **more
    )


async def shop_that_writes(world: World) -> str:
    """Return somebody who can be written to, in a shop with the shipped journeys."""
    await declared(world)
    await settled(world, **OPEN)
    universal = holdouts.PutCampaign(campaign=holdouts.UNIVERSAL, control_percent=0)
    await world.run(holdouts.put_campaign, universal)
    await world.run(messages.ship_journeys, SHIP)
    return await somebody(world)


async def bought(world: World, ann: str, when: datetime, name: str = "1") -> str:
    order = orders.Record(
        external_id=name,
        occurred_at=when,
        currency="EUR",
        customer=customers.Identity(id=ann),
        lines=(orders.Line(product_id="mug", quantity=1, unit_price=1_000),),
    )
    return (await world.run(orders.record, order)).id


async def looked(world: World) -> None:
    """Look at everybody once, and have those go on whose time has come."""
    while (await by_platform(world, messages.look_round, messages.LookRound())).more:
        pass
    await advanced(world)


async def advanced(world: World) -> None:
    await by_platform(world, messages.advance_runs, messages.AdvanceRuns())


async def listed(world: World) -> list[Message]:
    page = await world.run(messages.list_messages, messages.ListMessages(limit=100))
    return list(page.items)


async def gives(world: World, ann: str, points: int, expires: datetime | None) -> None:
    give = ledger.Adjust(
        customer_id=ann, amount=points, reason="A gift.", expires_at=expires
    )
    await world.run(ledger.adjust, give)


async def test_who_ordered_is_thanked_once_however_they_come_in(shop: World) -> None:
    ann = await shop_that_writes(shop)
    order = await bought(shop, ann, NOON - timedelta(hours=1))
    for _ in range(2):
        entering = messages.EnterByOrders(order_ids=(order,))
        await by_platform(shop, messages.enter_by_orders, entering)
        await looked(shop)
    (parcel,) = await sent(shop)
    assert parcel.content.subject == "Dank je wel voor je bestelling"
    assert "Je bestelde iets bij ons." in parcel.content.text
    (message,) = await listed(shop)
    assert (message.journey, message.reason) == ("thank-you", None)


async def test_an_order_that_comes_in_late_begins_nothing(shop: World) -> None:
    ann = await shop_that_writes(shop)
    order = await bought(shop, ann, NOON - timedelta(days=4))
    entering = messages.EnterByOrders(order_ids=(order,))
    await by_platform(shop, messages.enter_by_orders, entering)
    await looked(shop)
    assert await listed(shop) == []


async def test_who_is_near_a_reward_hears_of_it_unless_they_spent_meanwhile(
    shop: World,
) -> None:
    ann = await shop_that_writes(shop)
    bob = await somebody(shop, "Bob")
    coming = status.Threshold(unit="points", amount=100, name="Taart")
    await shop.run(status.set_thresholds, status.SetThresholds(thresholds=(coming,)))
    for each in (ann, bob):
        await gives(shop, each, 90, None)
    await looked(shop)
    await gives(shop, bob, -50, None)
    (parcel,) = await sent(shop)
    assert parcel.content.subject == "Ann, nog 10 punten tot Taart"
    assert "Nog 10 punten tot Taart" in parcel.content.text
    told = {each.customer_id: each.reason for each in await listed(shop)}
    assert told == {ann: None, bob: Reason.JOURNEY_EXITED}


async def test_points_that_expire_are_told_of_with_the_day(shop: World) -> None:
    ann = await shop_that_writes(shop)
    await gives(shop, ann, 40, NOON + timedelta(days=10))
    await looked(shop)
    (parcel,) = await sent(shop)
    assert parcel.content.subject == "40 punten verlopen op 11 januari 2030"
    # The next day it is the same that expires.
    await looked(at(shop, NOON + timedelta(days=1)))
    assert len(await listed(shop)) == 1


async def test_who_is_new_is_welcome_and_who_climbs_is_congratulated(
    shop: World,
) -> None:
    ann = await shop_that_writes(shop)
    joined = messages.EnterBySignUp(customer_id=ann)
    await by_platform(shop, messages.enter_by_sign_up, joined)
    lately, long_ago = NOON - timedelta(days=1), NOON - timedelta(days=30)
    climbed = tuple(
        messages.Climbed(customer_id=ann, tier=tier, since=since)
        for tier, since in (("silver", lately), ("gold", long_ago))
    )
    await by_platform(
        shop, messages.enter_by_tier, messages.EnterByTier(climbed=climbed)
    )
    await advanced(shop)
    causes = {row["journey"]: row["cause"] for row in await shop.rows(journey_runs)}
    # Nobody is congratulated upon a tier that they are not in any more.
    assert causes == {"welcome": None, "tier-reached": "tier_changed"}
    (told,) = await listed(shop)
    assert told.journey == "welcome"


async def test_a_wait_lasts_and_a_purchase_ends_it(shop: World) -> None:
    ann = await shop_that_writes(shop)
    await bought(shop, ann, NOON - timedelta(hours=1))
    await looked(shop)
    later = at(shop, NOON + timedelta(days=7))
    await bought(later, ann, NOON + timedelta(days=6), "2")
    await advanced(later)
    runs = {row["journey"]: row for row in await shop.rows(journey_runs)}
    complement = runs["complement"]
    assert (complement["state"], complement["cause"]) == (RunState.EXITED, "ordered")
    assert [each.journey for each in await listed(shop)] == ["thank-you"]


async def test_who_is_left_alone_by_a_journey_gets_nothing_of_it(shop: World) -> None:
    ann = await shop_that_writes(shop)
    everybody = holdouts.PutCampaign(campaign="near-reward", control_percent=50)
    await shop.run(holdouts.put_campaign, everybody)
    coming = status.Threshold(unit="points", amount=100, name="Taart")
    await shop.run(status.set_thresholds, status.SetThresholds(thresholds=(coming,)))
    people = [ann, *[await somebody(shop, f"P{each}") for each in range(15)]]
    for each in people:
        await gives(shop, each, 90, None)
    await looked(shop)
    parcels = await sent(shop)
    told = [each.reason for each in await listed(shop)]
    assert told.count(Reason.HOLDOUT) + len(parcels) == 16
    assert 0 < len(parcels) < 16


async def test_a_journey_has_versions_and_can_be_retired(shop: World) -> None:
    ann = await shop_that_writes(shop)
    first = await shop.run(messages.ship_journeys, SHIP)
    assert {each.version for each in first.journeys} == {1}
    await bought(shop, ann, NOON - timedelta(hours=1))
    await looked(shop)
    (own,) = [each for each in first.journeys if each.journey == "complement"]
    ended = PutJourney(journey=own.journey, terms=own.terms, state=JourneyState.RETIRED)
    assert (await shop.run(messages.put_journey, ended)).version == 2
    found = messages.FindJourney(journey="complement")
    assert (await shop.run(messages.find_journey, found)).state == "retired"
    later = at(shop, NOON + timedelta(days=7))
    await advanced(later)
    causes = {row["journey"]: row["cause"] for row in await shop.rows(journey_runs)}
    assert causes == {"thank-you": None, "complement": "retired"}
    funnel = messages.AskFunnel(journey="complement")
    assert (await shop.run(messages.ask_funnel, funnel)).stages == ()


async def test_what_would_happen_can_be_asked_and_happens_to_nobody(
    shop: World,
) -> None:
    ann = await shop_that_writes(shop)
    await bought(shop, ann, NOON - timedelta(hours=1))

    async def asked(journey: str) -> messages.Simulated:
        command = messages.SimulateJourney(journey=journey, customer_id=ann)
        return await shop.run(messages.simulate_journey, command)

    would = await asked("complement")
    (planned,) = would.planned
    assert (would.enters, planned.at) == (True, NOON + timedelta(days=7))
    assert (await asked("win-back")).enters is False
    assert (await asked("welcome")).enters is True
    later = NOON + timedelta(days=4)
    then = messages.SimulateJourney(journey="complement", customer_id=ann, at=later)
    assert (await shop.run(messages.simulate_journey, then)).enters is False
    assert await shop.rows(journey_runs) == []
    with pytest.raises(messages.JourneyNotFound):
        await asked("none")


async def test_a_journey_names_what_is_there(shop: World) -> None:
    await declared(shop)
    step = JourneyStep(kind=MESSAGE, template="none")
    wanting = PutJourney(journey="own", terms=terms(EntryKind.ORDERED, step))
    with pytest.raises(messages.TemplateNotFound):
        await shop.run(messages.put_journey, wanting)
    strange = replace(wanting.terms, purpose="none")
    with pytest.raises(PurposeNotFound):
        await shop.run(messages.put_journey, PutJourney(journey="own", terms=strange))


def test_what_is_shipped_says_something_in_both_languages() -> None:
    named = {each.template for each in shipped.TEMPLATES}
    for journey in shipped.journeys("a", "b"):
        written = {each.template for each in journey.terms.steps if each.template}
        assert written <= named
        assert journey.terms.because.nl != journey.terms.because.en


FACTS = Facts(now=NOON, today=TODAY)
days = st.dates(date(2029, 12, 1), date(2030, 2, 1))


@given(
    missing=st.integers(0, 200),
    expires=st.none() | days,
    last=st.none() | days,
    coming=st.none() | days,
    overdue=st.booleans(),
)
def test_who_enters_was_not_ended_and_comes_by_the_same_key_again(
    missing: int,
    expires: date | None,
    last: date | None,
    coming: date | None,
    overdue: bool,  # noqa: FBT001 - a fact
) -> None:
    facts = replace(
        FACTS,
        missing=missing,
        threshold=100,
        reward="Taart",
        expiring=5 if expires else 0,
        expires_on=expires,
        last_day=last,
        next_on=coming,
        overdue=overdue,
        ordered_at=None if last is None else datetime(2029, 1, 1, tzinfo=UTC),
    )
    for journey in shipped.journeys("a", "b"):
        entered = machine.arrival(journey.terms, facts)
        if entered is not None:
            assert machine.arrival(journey.terms, facts) == entered
            assert machine.ended(journey.terms, entered.key, NOON, facts) is None


def test_a_way_is_walked_until_it_waits_or_is_over() -> None:
    way = terms(
        EntryKind.ORDERED,
        JourneyStep(kind=MESSAGE, template="one"),
        JourneyStep(kind=WAIT, hours=5),
        JourneyStep(kind=MESSAGE, template="two"),
    )
    first = tuple(machine.moves(way, 0, NOON, None))
    assert first == (Write(0, "one"), Pause(2, NOON + timedelta(hours=5)))
    assert tuple(machine.moves(way, 2, NOON, None)) == (Write(2, "two"), End(None))
    over = tuple(machine.moves(way, 2, NOON, ExitKind.ORDERED))
    assert over == (End(ExitKind.ORDERED),)


async def test_nobody_is_looked_at_twice_a_day(shop: World) -> None:
    await shop_that_writes(shop)

    async def round_(unit: Unit) -> int:
        return (await messages.look_round(unit, messages.LookRound())).done

    done = [await shop.platform.perform(round_, shop.principal) for _ in range(2)]
    tomorrow = at(shop, NOON + timedelta(days=1))
    assert done == [1, 0]
    assert await tomorrow.platform.perform(round_, shop.principal) == 1
