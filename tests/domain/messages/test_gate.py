"""The gate: who is written to, and what keeps a message back."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from domain import consent, customers, messages, privacy
from domain.consent import (
    Basis,
    Change,
    ConsentState,
    ContactChannel,
    PurposeKind,
    PutPurpose,
    Wording,
)
from domain.kernel.outbox import outbox
from domain.mails import Outcome
from domain.messages import Cap, MessageClass, MessageState, Reason
from tests.domain.messages.writing import (
    NEWS,
    OPEN,
    SERVICE,
    Remembering,
    at,
    declared,
    found,
    ready,
    says,
    sent,
    settled,
    somebody,
    written,
)
from tests.domain.privacy.erasing import at_once, destroyed, wanted
from tests.world import NOON, World

NEWSLETTER = PutPurpose(
    purpose=NEWS,
    name=Wording(nl=NEWS, en=NEWS),
    basis=Basis.CONSENT,
    kind=PurposeKind.MARKETING,
    channels=(ContactChannel.EMAIL,),
)
SKIPPED, ACCEPTED = MessageState.SKIPPED, MessageState.ACCEPTED


async def test_who_agreed_gets_it_with_a_way_to_say_no(shop: World) -> None:
    ann = await ready(shop)
    message = await written(shop, ann)
    (parcel,) = await sent(shop)
    assert parcel.content.to == "ann@example.com"
    assert parcel.content.subject == "Nieuws voor Ann"
    assert "Dag Ann, er is taart." in parcel.content.text
    assert parcel.unsubscribe is not None
    assert parcel.unsubscribe.startswith("https://hoek.example/u/")
    assert parcel.unsubscribe in parcel.content.text
    shown = await found(shop, message)
    assert (shown.state, shown.reason, shown.attempts) == (ACCEPTED, None, 1)
    assert shown.why.nl == "Je ontvangt dit omdat je ja zei tegen zulke berichten."
    # What was really sent can be read by nobody here.
    assert (shown.to, shown.subject, shown.html) == (None, None, None)


async def _restrict(shop: World, ann: str) -> None:
    command = privacy.Restrict(customer_id=ann, reason="Asked.")
    await shop.run(privacy.restrict, command)


async def _withdraw(shop: World, ann: str) -> None:
    await says(shop, ann, ConsentState.WITHDRAWN)


async def _refuse(shop: World, ann: str) -> None:
    await says(shop, ann, ConsentState.REFUSED)


async def _unreach(shop: World, ann: str) -> None:
    await shop.run(customers.update, customers.Update(customer_id=ann, email=None))


async def _suppress(shop: World, ann: str) -> None:
    del ann
    await shop.run(
        messages.suppress_address, messages.Suppress(email="ann@example.com")
    )


async def _cap(shop: World, ann: str) -> None:
    del ann
    none = Cap(message_class=MessageClass.MARKETING, count=0, days=7)
    await settled(shop, **{**OPEN, "caps": (none,)})


async def _erase(shop: World, ann: str) -> None:
    await at_once(shop, ann)
    await destroyed(shop)


async def _wish_away(shop: World, ann: str) -> None:
    await wanted(shop, ann)


async def _reword(shop: World, ann: str) -> None:
    del ann
    text = Wording(nl="Wij bellen u ook.", en="We call you as well.")
    notice = consent.PublishNotice(purpose=NEWS, text=text, change=Change.MATERIAL)
    await shop.run(consent.publish_notice, notice)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (_erase, Reason.ERASED),
        (_wish_away, Reason.ERASING),
        (_reword, Reason.NOTICE_OUTDATED),
        (_restrict, Reason.RESTRICTED),
        (_refuse, Reason.OBJECTION),
        (_withdraw, Reason.NO_BASIS),
        (_unreach, Reason.CHANNEL_UNVERIFIED),
        (_suppress, Reason.SUPPRESSED),
        (_cap, Reason.FREQUENCY),
    ],
)
async def test_what_keeps_it_back_is_looked_at_when_it_leaves(
    shop: World, happens: Callable[[World, str], Awaitable[None]], reason: Reason
) -> None:
    ann = await ready(shop)
    message = await written(shop, ann)
    await happens(shop, ann)
    assert await sent(shop) == []
    shown = await found(shop, message)
    assert (shown.state, shown.reason) == (SKIPPED, reason)
    assert shown.why.nl
    assert [
        each for each in await shop.rows(outbox) if each["name"] == "messages.ended"
    ]


async def test_who_said_yes_too_long_ago_gets_none(shop: World) -> None:
    await declared(shop)
    await shop.run(consent.put_purpose, replace(NEWSLETTER, valid_months=1))
    ann = await somebody(shop)
    await says(shop, ann, ConsentState.GIVEN)
    later = at(shop, NOON + timedelta(days=32))
    message = await written(later, ann)
    assert await sent(later) == []
    assert (await found(later, message)).reason is Reason.BASIS_EXPIRED


async def test_who_never_said_yes_gets_none_and_service_all_the_same(
    shop: World,
) -> None:
    await declared(shop)
    ann = await somebody(shop)
    news, notice = await written(shop, ann), await written(shop, ann, **SERVICE)
    assert len(await sent(shop)) == 1
    assert (await found(shop, news)).reason is Reason.NO_BASIS
    assert (await found(shop, notice)).state is ACCEPTED


async def test_the_second_of_a_day_is_one_too_many_also_in_one_batch(
    shop: World,
) -> None:
    ann = await ready(shop)
    first, second = await written(shop, ann), await written(shop, ann)
    assert len(await sent(shop)) == 1
    states = {(await found(shop, each)).reason for each in (first, second)}
    assert states == {None, Reason.FREQUENCY}
    almost = at(shop, NOON + timedelta(hours=23))
    third = await written(almost, ann)
    assert await sent(almost) == []
    assert (await found(shop, third)).evidence[-1].value == "1 of 1"
    later = at(shop, NOON + timedelta(hours=24))
    await written(later, ann)
    assert len(await sent(later)) == 1


async def test_at_night_it_waits_for_the_morning_where_the_customer_is(
    shop: World,
) -> None:
    ann = await ready(shop)
    # Noon here is 22:00 in Sydney.
    said = customers.SetPreferences(
        customer_id=ann, preferences={"time_zone": "Australia/Sydney"}
    )
    await shop.run(customers.set_preferences, said)
    message = await written(shop, ann)
    assert await sent(shop) == []
    shown = await found(shop, message)
    assert (shown.state, shown.reason) == (
        MessageState.DEFERRED,
        Reason.QUIET_HOURS,
    )
    # Summer time: eleven hours ahead.
    assert shown.due_at == NOON + timedelta(hours=9)
    assert shown.attempts == 0
    morning = at(shop, NOON + timedelta(hours=9))
    assert len(await sent(morning)) == 1
    assert (await found(shop, message)).why.en.startswith("You get this because")


async def test_what_would_be_too_late_by_morning_is_not_sent(shop: World) -> None:
    ann = await ready(shop)
    await settled(shop, quiet_from="11:00", quiet_until="23:00")
    message = await written(shop, ann, lifetime_hours=2)
    assert await sent(shop) == []
    shown = await found(shop, message)
    assert (shown.state, shown.reason) == (MessageState.EXPIRED, Reason.EXPIRED)


async def test_what_the_server_takes_in_an_hour_is_not_exceeded(shop: World) -> None:
    ann = await ready(shop)
    bob = await somebody(shop, "Bob")
    await says(shop, bob, ConsentState.GIVEN)
    await settled(shop, **OPEN, hourly_max=1)
    await written(shop, ann)
    await written(shop, bob)
    assert len(await sent(shop)) == 1
    waiting = await shop.run(messages.list_messages, messages.ListMessages())
    reasons = {each.reason for each in waiting.items}
    assert reasons == {None, Reason.PROVIDER_QUOTA}


async def test_a_merged_customers_message_is_the_kept_ones(shop: World) -> None:
    ann = await ready(shop)
    eve = await somebody(shop, "Eve")
    message = await written(shop, eve)
    merge = customers.Merge(kept_id=ann, merged_id=eve)
    await shop.run(customers.merge, merge)
    (parcel,) = await sent(shop)
    assert parcel.content.to == "ann@example.com"
    assert (await found(shop, message)).customer_id == ann


async def test_a_key_sends_once(shop: World) -> None:
    ann = await ready(shop)
    first = await written(shop, ann, dedup_key="42")
    assert await written(shop, ann, dedup_key="42") == first
    assert len(await sent(shop)) == 1


async def test_what_was_called_off_is_not_sent(shop: World) -> None:
    ann = await ready(shop)
    message = await written(shop, ann)
    cancel = messages.CancelMessage(message_id=message.id)
    assert (await shop.run(messages.cancel_message, cancel)).state == "cancelled"
    assert await sent(shop) == []
    with pytest.raises(messages.MessageOver):
        await shop.run(messages.cancel_message, cancel)


async def test_where_nobody_is_nothing_goes_again(shop: World) -> None:
    ann = await ready(shop)
    await settled(shop, **OPEN)
    first = await written(shop, ann)
    post = Remembering(outcome=Outcome.REFUSED, unknown=True)
    await sent(shop, post)
    assert (await found(shop, first)).state is MessageState.BOUNCED
    second = await written(shop, ann)
    assert await sent(shop) == []
    assert (await found(shop, second)).reason is Reason.SUPPRESSED
    lift = messages.LiftSuppression(email="ann@example.com")
    assert (await shop.run(messages.lift_suppression, lift)).cause == "hard_bounce"
    await written(shop, ann)
    assert len(await sent(shop)) == 1


async def test_a_complaint_ends_marketing_and_no_service(shop: World) -> None:
    ann = await ready(shop)
    await settled(shop, **OPEN)
    message = await written(shop, ann)
    await sent(shop)
    report = messages.ReportMessage(
        message_id=message.id, report=messages.MessageReport.COMPLAINED
    )
    await shop.run(messages.report_message, report)
    news, notice = await written(shop, ann), await written(shop, ann, **SERVICE)
    assert len(await sent(shop)) == 1
    assert (await found(shop, news)).reason is Reason.SUPPRESSED
    assert (await found(shop, notice)).state is ACCEPTED
