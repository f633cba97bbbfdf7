"""What is written now and then: of a cart, a poor review, a birthday, a request."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain import catalogue, customers, events, ledger, messages, privacy
from domain.kernel import Malformed
from domain.messages import (
    Condition,
    EntryKind,
    ExitKind,
    HelpState,
    JourneyStep,
    MessageClass,
    Reason,
    StepKind,
    goods,
    machine,
    shipped,
)
from domain.messages.arriving import ordered
from domain.messages.help_tables import help_requests
from domain.messages.journey import PutJourney
from domain.messages.journey_tables import journey_runs
from domain.messages.known import Facts
from tests.domain.messages.test_journeys import (
    advanced,
    bought,
    listed,
    looked,
    shop_that_writes,
    terms,
)
from tests.domain.messages.writing import at, by_platform, sent, settled, written
from tests.domain.vouchers.pools import issue, pool
from tests.world import NOON, World

HOURS_LATER = NOON + timedelta(hours=5)
MUGS = {"product_id": "mug", "quantity": 2, "unit_price": 1_250}
TERMS = {each.journey: each.terms for each in shipped.journeys("a", "b")}


async def does(world: World, ann: str, type_: str, **data: Any) -> str:
    """Have somebody do something, and let them enter what begins with it."""
    done = events.Record(
        external_id=f"{type_}-{world.platform.clock().isoformat()}",
        type=type_,
        occurred_at=world.platform.clock(),
        customer=customers.Identity(id=ann),
        data=data,
    )
    recorded = await world.run(events.record, done)
    entering = messages.EnterByEvents(event_ids=(recorded.id,))
    await by_platform(world, messages.enter_by_events, entering)
    return recorded.id


async def test_a_cart_is_written_of_with_exactly_what_is_left_in_it(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Names are asked for so many at a time.
    monkeypatch.setattr(goods, "MANY_MAX", 1)
    ann = await shop_that_writes(shop)
    for product, name in (("mug", "Mok van steen"), ("spoon", "Lepel")):
        put = catalogue.Put(source="shop", external_id=product, name=name)
        await shop.run(catalogue.put, put)
    tea = {"product_id": "tea", "quantity": 1}
    await does(at(shop, NOON - timedelta(minutes=5)), ann, "cart", lines=[MUGS, tea])
    spoon = {"product_id": "spoon", "quantity": 1}
    many = [{"product_id": f"p{each}", "quantity": 1} for each in range(58)]
    await does(shop, ann, "cart", lines=[MUGS, spoon, *many])
    later = at(shop, HOURS_LATER)
    await advanced(shop)
    await advanced(later)
    (parcel,) = await sent(later)
    assert parcel.content.subject == "Ann, je mandje staat nog klaar"
    assert "* 2 \N{MULTIPLICATION SIGN} Mok van steen\n  EUR 25,00" in (
        parcel.content.text
    )
    assert "* Lepel\n" in parcel.content.text
    assert "En nog 52 andere." in parcel.content.text
    assert "tea" not in parcel.content.text
    causes = sorted(str(row["cause"]) for row in await shop.rows(journey_runs))
    assert causes == ["None", "cart_changed"]


async def test_a_cart_that_was_bought_is_not_written_of(shop: World) -> None:
    ann = await shop_that_writes(shop)
    await does(shop, ann, "cart", lines=[MUGS])
    await advanced(shop)
    later = at(shop, HOURS_LATER)
    await advanced(later)
    await bought(later, ann, NOON + timedelta(hours=4))
    assert await sent(later) == []
    (message,) = await listed(later)
    assert message.reason is Reason.JOURNEY_EXITED
    assert [each.value for each in message.evidence][-1] == "cart_changed"


async def test_who_is_disappointed_is_helped_and_gets_no_marketing_until_it_is_over(
    shop: World,
) -> None:
    ann = await shop_that_writes(shop)
    review = await does(shop, ann, "review", product_id="mug", rating=1)
    await does(at(shop, HOURS_LATER), ann, "review", product_id="mug", rating=2)
    await advanced(at(shop, HOURS_LATER))
    (helped,) = await shop.rows(help_requests)
    assert (helped["journey"], helped["state"]) == ("help", HelpState.OPEN)
    assert helped["upon"] != review, "the first was followed by another"
    (parcel,) = await sent(at(shop, HOURS_LATER))
    assert parcel.content.subject == "Dat had beter gemoeten"
    offer: dict[str, Any] = {"purpose": "similar", "values": {"what": "taart"}}
    await written(shop, ann, **offer)
    service = await written(
        shop, ann, purpose="orders", message_class=MessageClass.SERVICE
    )
    assert [each.message_id for each in await sent(shop)] == [service.id]
    kept = (await listed(shop))[1]
    assert kept.reason is Reason.SUPPRESSED
    assert kept.why.nl.startswith("Een medewerker helpt de klant")

    help_id = helped["id"]
    sorry = messages.Apologise(help_id=help_id, points=50, reason="A broken mug.")
    closed = await shop.run(messages.apologise, sorry)
    assert (closed.state, closed.goodwill) == (HelpState.CLOSED, 50)
    await advanced(shop)
    await written(shop, ann, **offer)
    (apology, marketing) = await sent(shop)
    assert "Als klein gebaar hebben we 50 punten" in apology.content.text
    assert "Je hebt er nu 50." in apology.content.text
    assert marketing.content.subject == "Nieuws voor Ann"
    with pytest.raises(messages.HelpOver):
        await shop.run(messages.close_help, messages.CloseHelp(help_id=help_id))
    found = await shop.run(messages.list_help, messages.ListHelp(state=HelpState.OPEN))
    assert found.items == ()
    (one,) = (await shop.run(messages.list_help, messages.ListHelp())).items
    assert one == closed


async def test_an_apology_that_gives_nothing_leaves_the_help_open(shop: World) -> None:
    ann = await shop_that_writes(shop)
    await does(shop, ann, "review", product_id="mug", rating=1)
    await advanced(shop)
    (helped,) = await shop.rows(help_requests)
    policy = ledger.SetPolicy(unit="points", balance_max=10)
    await shop.run(ledger.set_policy, policy)
    sorry = messages.Apologise(help_id=helped["id"], points=50, reason="Sorry.")
    with pytest.raises(ledger.BalanceCapped):
        await shop.run(messages.apologise, sorry)
    (still,) = await shop.rows(help_requests)
    assert still["state"] is HelpState.OPEN


async def test_a_birthday_is_celebrated_on_the_day_and_once(shop: World) -> None:
    ann = await shop_that_writes(shop)
    born = customers.Update(customer_id=ann, birth_date=date(1990, 1, 1))
    await shop.run(customers.update, born)
    for day in (0, 1, 5):
        await looked(at(shop, NOON + timedelta(days=day)))
    (parcel,) = await sent(shop)
    assert parcel.content.subject == "Gefeliciteerd, Ann!"


async def test_a_voucher_is_spoken_of_before_it_expires(shop: World) -> None:
    ann = await shop_that_writes(shop)
    await pool(shop, "cake", valid_days=5)
    await issue(shop, ann, "cake")
    await looked(shop)
    (parcel,) = await sent(shop)
    assert (
        parcel.content.subject == "Ten per cent: nog geldig tot en met 6 januari 2030"
    )


async def test_who_asks_by_the_avg_hears_that_it_came_in_even_at_night(
    shop: World,
) -> None:
    ann = await shop_that_writes(shop)
    await settled(shop, quiet_from="00:00", quiet_until="23:59", caps=())
    asked = privacy.AskAvg(customer_id=ann, kind=privacy.RequestKind.RESTRICTION)
    request = await shop.run(privacy.ask, asked)
    verify = privacy.VerifyRequest(request_id=request.id, note="Seen at the desk.")
    await shop.run(privacy.verify, verify)
    for state in (privacy.RequestState.VERIFIED, privacy.RequestState.CLOSED):
        entering = messages.EnterByRequest(
            request_id=request.id, customer_id=ann, kind=request.kind, state=state
        )
        await by_platform(shop, messages.enter_by_request, entering)
    await advanced(shop)
    first, second = sorted(await sent(shop), key=lambda each: each.content.subject)
    assert first.content.subject == "Je verzoek is binnen"
    assert "om je gegevens apart te zetten." in first.content.text
    assert "uiterlijk op 1 februari 2030" in first.content.text
    assert "Je gegevens staan apart" in second.content.text


async def test_what_came_after_a_shop_opened_is_news_and_what_it_opened_with_is_not(
    shop: World,
) -> None:
    put = catalogue.Put(source="shop", external_id="old", name="Thee")
    await at(shop, NOON - timedelta(days=40)).run(catalogue.put, put)
    new = replace(put, external_id="new", name="Koffie")
    await shop.run(catalogue.put, new)

    async def arrived(since: timedelta) -> list[str]:
        async def read(unit: Any) -> Any:
            return await catalogue.arrivals(unit, NOON - since)

        found = await shop.platform.perform(read, shop.principal)
        return [each.name for each in found]

    assert await arrived(timedelta(days=14)) == ["Koffie"]
    assert await arrived(timedelta(days=50)) == ["Koffie"]
    assert await arrived(-timedelta(days=1)) == []


def test_what_is_so_of_somebody_leads_to_a_journey_and_its_end() -> None:
    facts = Facts(now=NOON, today=NOON.date(), tier="gold", ordered_at=None)
    risky = replace(facts, to_keep=3, keep_by=NOON.date() + timedelta(days=20))
    losing = TERMS["tier-at-risk"]
    entered = machine.arrival(losing, risky)
    assert entered is not None
    assert entered.key == "gold-2030-01-21"
    assert machine.ended(losing, entered.key, NOON, risky) is None
    safe = replace(risky, to_keep=0)
    assert machine.arrival(losing, safe) is None
    assert machine.ended(losing, entered.key, NOON, safe) is ExitKind.TIER_KEPT
    new = TERMS["arrivals"]
    assert machine.arrival(new, replace(facts, arrivals="2030-W01")) is None
    loyal = replace(facts, arrivals="2030-W01", regular=True)
    assert machine.arrival(new, loyal) is not None
    thanks = TERMS["thank-you"]
    key = ordered(NOON).key
    kept = replace(facts, orders=frozenset({NOON}))
    assert machine.ended(thanks, key, NOON, kept) is None
    assert machine.ended(thanks, key, NOON, facts) is ExitKind.ORDER_GONE


def test_a_branch_goes_on_if_something_is_so_and_leads_on_otherwise() -> None:
    way = terms(
        EntryKind.SIGNED_UP,
        JourneyStep(kind=StepKind.WAIT, hours=24),
        JourneyStep(kind=StepKind.BRANCH, condition=Condition.ORDERED, otherwise=4),
        JourneyStep(kind=StepKind.MESSAGE, template="thanks"),
        JourneyStep(kind=StepKind.BRANCH, condition=Condition.REGULAR, otherwise=5),
        JourneyStep(kind=StepKind.MESSAGE, template="come"),
    )
    facts = Facts(now=NOON, today=NOON.date())

    def written(**known: Any) -> list[str]:
        so = machine.conditions(replace(facts, **known), NOON - timedelta(days=1))
        done = machine.moves(way, 1, NOON, None, so)
        return [each.template for each in done if isinstance(each, machine.Write)]

    assert written() == ["come"]
    assert written(ordered_at=NOON) == ["thanks"]
    assert written(ordered_at=NOON, regular=True) == ["thanks", "come"]


async def test_an_exit_asks_of_what_somebody_entered_for(shop: World) -> None:
    await shop_that_writes(shop)
    step = JourneyStep(kind=StepKind.MESSAGE, template="welcome")
    odd = terms(EntryKind.SIGNED_UP, step, exits=(ExitKind.DAY_PASSED,))
    with pytest.raises(Malformed) as refused:
        await shop.run(messages.put_journey, PutJourney(journey="own", terms=odd))
    assert refused.value.errors[0].pointer == "/terms/exits/0"
    back = JourneyStep(kind=StepKind.BRANCH, condition=Condition.REGULAR, otherwise=1)
    circle = terms(EntryKind.SIGNED_UP, step, back)
    with pytest.raises(Malformed) as refused:
        await shop.run(messages.put_journey, PutJourney(journey="own", terms=circle))
    assert refused.value.errors[0].pointer == "/terms/steps/1/otherwise"


async def test_what_was_said_is_forgotten_after_two_years_and_a_key_is_not(
    shop: World,
) -> None:
    ann = await shop_that_writes(shop)
    await does(shop, ann, "review", product_id="mug", rating=1)
    await advanced(shop)
    keyed: dict[str, Any] = {
        "purpose": "orders",
        "message_class": MessageClass.SERVICE,
        "dedup_key": "cake-1",
    }
    first = await written(shop, ann, **keyed)
    assert len(await sent(shop)) == 2
    # What was made just now was made long ago, seen from there.
    made = datetime.now(UTC)
    soon = at(shop, made + timedelta(days=700))
    for later, left in ((soon, 2), (at(shop, made + timedelta(days=3_000)), 1)):
        await by_platform(later, messages.forget_messages, messages.ForgetMessages())
        assert len(await listed(later)) == left
    assert await shop.rows(journey_runs) == []
    (again,) = await listed(shop)
    assert (again.id, again.evidence, again.state) == (first.id, (), "accepted")
    assert (await written(shop, ann, **keyed)).id == first.id
    assert [each["state"] for each in await shop.rows(help_requests)] == ["open"]
