"""Retention: what is kept for a time goes on the day that was said, and not before."""

from datetime import UTC, datetime, timedelta

from domain import consent, customers, ledger, orders, privacy, tiers
from domain.consent.tables import consent_events
from domain.events.tables import events as event_rows
from domain.kernel.audit import audit_entries
from domain.kernel.retention import Forget, forget
from domain.ledger.tables import transfers
from domain.orders.tables import order_lines, returns
from domain.orders.tables import orders as order_rows
from domain.privacy import ForgetRequests, RequestKind, RequestState
from domain.privacy.ageing import PRODUCTS_KEPT, REQUESTS_KEPT
from domain.privacy.erasure_tables import erasures, legal_holds
from domain.privacy.releasing import releases
from domain.privacy.retaining import EventsForgotten, Released
from domain.privacy.tables import privacy_request_events, privacy_requests
from tests.anomaly.shop import ANN, BOB, furnished
from tests.domain.challenges.shop import publish
from tests.domain.consent.purposes import declared, said, say
from tests.domain.events.test_events import record as did
from tests.domain.ledger.books import at
from tests.domain.orders.shop import line, record
from tests.domain.privacy.asking import as_system, asked, verified
from tests.domain.privacy.erasing import erased
from tests.domain.tiers.club import publish as tier_programme
from tests.domain.tiers.lives import terms
from tests.world import NOON, World

LOOKS = {"type": "event", "event": "view"}
SECOND = timedelta(seconds=1)
LONG_AGO = "2022-12-01T10:00:00Z"
FIVE = datetime(2035, 1, 1, tzinfo=UTC)
SEVEN = datetime(2037, 1, 1, tzinfo=UTC)


async def released(shop: World, now: datetime) -> Released:
    swept = at(as_system(shop), now)
    return await swept.run(privacy.release_some, privacy.ReleaseSome())


async def test_what_an_erasure_keeps_goes_on_the_day_of_its_certificate(
    world: World,
) -> None:
    shop = await furnished(world)
    await declared(shop)
    for who in (ANN, BOB):
        await say(shop, who, said(consent.ConsentState.GIVEN))
    bob = (await shop.run(customers.find, customers.Find(customer_id=BOB))).id
    hold = privacy.SetLegalHold(customer_id=BOB, basis="A claim.", until=NOON + SECOND)
    await shop.run(privacy.set_legal_hold, hold)
    await erased(at(shop, NOON + 2 * SECOND), BOB)
    bought = [each["id"] for each in await shop.rows(order_rows)]
    entries = len(await shop.rows(transfers))

    assert await released(shop, FIVE - SECOND) == Released(done=0, more=False)
    assert await released(shop, FIVE) == Released(done=1, more=False)
    for gone in (privacy_requests, erasures, legal_holds):
        assert await shop.rows(gone) == [], gone.name
    left = {each["customer_id"] for each in await shop.rows(consent_events)}
    assert len(left) == 1
    assert bob not in left
    assert [each["id"] for each in await shop.rows(order_rows)] == bought

    assert await released(shop, SEVEN - SECOND) == Released(done=0, more=False)
    assert await released(shop, SEVEN) == Released(done=1, more=False)
    theirs = [each["customer_id"] for each in await shop.rows(order_rows)]
    assert theirs
    assert bob not in theirs
    lines = {each["order_id"] for each in await shop.rows(order_lines)}
    assert lines <= {each["id"] for each in await shop.rows(order_rows)}
    # The books stay whole, under a name that leads to nobody.
    assert len(await shop.rows(transfers)) == entries
    assert await as_system(shop).run(ledger.verify, ledger.Verify()) == ()
    assert await released(shop, SEVEN + timedelta(days=999)) == Released(
        done=0, more=False
    )


async def test_no_row_goes_before_what_leads_through_it() -> None:
    order = [each.place for each in releases()]
    for child, parent in (
        ("order_lines", "orders"),
        ("return_lines", "returns"),
        ("privacy_request_events", "privacy_requests"),
        ("erasure_parts", "privacy_requests"),
    ):
        assert order.index(child) < order.index(parent)


async def test_events_are_forgotten_after_two_years_but_for_what_tiers_count(
    shop: World,
) -> None:
    await shop.run(orders.record, record(1, line()))
    for number in (1, 2):
        await did(shop, number)
    later = at(shop, NOON + timedelta(days=30))
    await did(later, 3)
    two_years = NOON + timedelta(days=730)

    async def swept(now: datetime, limit: int = 1_000) -> EventsForgotten:
        platform = at(as_system(shop), now)
        command = privacy.ForgetEvents(limit=limit)
        return await platform.run(privacy.forget_events, command)

    assert await swept(two_years) == EventsForgotten(done=0, rest=None)
    told = await swept(two_years + SECOND, 2)
    assert told.done == 2
    assert told.rest is not None
    platform = at(as_system(shop), two_years + SECOND)
    rest = await platform.run(privacy.forget_events, told.rest)
    assert rest == EventsForgotten(done=0, rest=None)
    assert [e["external_id"] for e in await shop.rows(event_rows)] == ["event-3"]
    assert await shop.rows(returns) == []


async def test_events_that_a_tier_counts_stay(shop: World) -> None:
    basis = tiers.TierBasis(measure=tiers.TierMeasure.EVENTS, event_type="view")
    await tier_programme(shop, terms(basis=basis))
    await did(shop, 1)
    await did(shop, 2, type="review", data={"product_id": "tea", "rating": 5})
    swept = at(as_system(shop), NOON + timedelta(days=731))
    told = await swept.run(privacy.forget_events, privacy.ForgetEvents())
    assert told == EventsForgotten(done=1, rest=None)
    assert [e["external_id"] for e in await shop.rows(event_rows)] == ["event-1"]


async def test_what_living_customers_asked_goes_five_years_later(world: World) -> None:
    shop = await furnished(world)
    before = at(shop, NOON - REQUESTS_KEPT)
    ended = await verified(before, await asked(before, ANN, RequestKind.OBJECTION))
    assert ended.state is RequestState.CLOSED
    left = await asked(before, BOB)
    await before.run(privacy.cancel, privacy.CancelRequest(request_id=left.id))
    under_way = await verified(before, await asked(before, ANN))
    await erased(shop, BOB)

    async def swept(now: datetime, limit: int = 500) -> list[str]:
        platform, command = at(as_system(shop), now), ForgetRequests(limit=limit)
        while command is not None:
            told = await platform.run(privacy.forget_requests, command)
            command = told.rest
        return [each["id"] for each in await shop.rows(privacy_requests)]

    assert ended.id in await swept(NOON)
    rows = await swept(NOON + SECOND, 1)
    assert ended.id not in rows
    # What is under way stays, and of who was erased what the certificate names.
    assert {under_way.id, left.id} <= set(rows)
    told = {each["request_id"] for each in await shop.rows(privacy_request_events)}
    assert told == set(rows)


async def test_what_was_bought_is_forgotten_after_seven_years_and_its_price_is_not(
    world: World,
) -> None:
    shop = await furnished(world)
    long_ago = at(shop, NOON - PRODUCTS_KEPT)
    for number, who in ((81, "ann"), (82, "bob")):
        placed = record(
            number, line(), customer={"external_id": who}, occurred_at=LONG_AGO
        )
        await long_ago.run(orders.record, placed)
    hold = privacy.SetLegalHold(
        customer_id=BOB, basis="A claim.", until=NOON + timedelta(days=9)
    )
    await shop.run(privacy.set_legal_hold, hold)
    old = {e["id"]: e["amount"] for e in await shop.rows(order_rows)}

    async def swept(now: datetime) -> tuple[int, list[str]]:
        platform = at(as_system(shop), now)
        command = privacy.ForgetPurchases(limit=100)
        told = await platform.run(privacy.forget_purchases, command)
        rows = await shop.rows(order_lines)
        numbers = {e["id"]: e["external_id"] for e in await shop.rows(order_rows)}
        gone = [numbers[e["order_id"]] for e in rows if e["product_id"] == "-"]
        return told.done, gone

    assert await swept(NOON) == (0, [])
    anns = record(81, line()).external_id
    assert await swept(NOON + SECOND) == (1, [anns])
    assert await swept(NOON + SECOND) == (0, [anns])
    assert {e["id"]: e["amount"] for e in await shop.rows(order_rows)} == old
    assert await as_system(shop).run(ledger.verify, ledger.Verify()) == ()


async def test_events_that_a_challenge_counts_stay(shop: World) -> None:
    await publish(shop, "look", {"step": "look", "on": LOOKS, "target": 1})
    await did(shop, 1)
    await did(shop, 2, type="review", data={"product_id": "tea", "rating": 5})
    swept = at(as_system(shop), NOON + timedelta(days=731))
    told = await swept.run(privacy.forget_events, privacy.ForgetEvents())
    assert told == EventsForgotten(done=1, rest=None)
    assert [e["external_id"] for e in await shop.rows(event_rows)] == ["event-1"]


async def test_the_trail_of_audits_goes_after_two_years_and_no_earlier(
    shop: World,
) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    await at(shop, long_ago).run(customers.create, customers.Create(locale="nl"))
    assert {each["at"] for each in await shop.rows(audit_entries)} == {long_ago, NOON}
    # Whatever the clock of the platform says, the database lets go of old ones only.
    far = at(as_system(shop), NOON + timedelta(days=999))
    await far.run(forget, Forget())
    left = {each["at"] for each in await shop.rows(audit_entries)}
    assert left == {NOON, NOON + timedelta(days=999)}
