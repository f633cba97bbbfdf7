"""Channels: each with an address, a consent and suppressions of its own."""

from dataclasses import replace
from typing import Any

import pytest

from domain import consent, customers, holdouts, messages, orders
from domain.consent import (
    Basis,
    ConsentState,
    ContactChannel,
    PurposeKind,
    PutPurpose,
    Said,
    SetConsents,
    Wording,
)
from domain.kernel import Malformed
from domain.mails import Outcome
from domain.messages import (
    Because,
    EntryKind,
    JourneyStep,
    JourneyTerms,
    MessageState,
    PutJourney,
    Reason,
    StepKind,
    SuppressionCause,
)
from domain.messages.journey_tables import journey_runs
from tests.domain.messages.writing import (
    NEWS,
    OPEN,
    Remembering,
    by_platform,
    declared,
    found,
    sent,
    settled,
    somebody,
    written,
)
from tests.world import NOON, World

EMAIL, SMS, CHAT = ContactChannel.EMAIL, ContactChannel.SMS, ContactChannel.CHAT
PUSH = ContactChannel.PUSH
NUMBER = "+31612345678"


async def _says(shop: World, who: str, **said: ConsentState) -> None:
    words = tuple(
        Said(
            purpose=NEWS,
            channel=ContactChannel(channel),
            state=state,
            notice_version=1,
            language="nl",
        )
        for channel, state in said.items()
    )
    await shop.run(consent.set_consents, SetConsents(customer_id=who, consents=words))


async def _ann(shop: World) -> str:
    """Return somebody with an address and a number, who has said nothing yet."""
    await declared(shop)
    await settled(shop, **OPEN)
    purpose = PutPurpose(
        purpose=NEWS,
        name=Wording(nl=NEWS, en=NEWS),
        basis=Basis.CONSENT,
        kind=PurposeKind.MARKETING,
        channels=(EMAIL, SMS, CHAT),
    )
    await shop.run(consent.put_purpose, purpose)
    return await somebody(shop, phone="06-12345678", country="NL")


async def _what_became(shop: World, who: str, post: Any = None) -> dict[str, Any]:
    """Write by each channel; return why each was kept back, or where it went."""
    by = {each: await written(shop, who, channel=each) for each in (EMAIL, SMS, CHAT)}
    parcels = {each.message_id: each for each in await sent(shop, post)}
    told: dict[str, Any] = {}
    for channel, message in by.items():
        parcel = parcels.get(message.id)
        told[channel] = (await found(shop, message)).reason
        if parcel is not None:
            assert parcel.channel is channel
            told[channel] = parcel.content.to
    return told


async def test_who_agreed_to_one_channel_is_reached_by_that_one_only(
    shop: World,
) -> None:
    ann = await _ann(shop)
    await _says(shop, ann, sms=ConsentState.GIVEN)
    assert await _what_became(shop, ann) == {
        EMAIL: Reason.NO_BASIS,
        SMS: NUMBER,
        CHAT: Reason.NO_BASIS,
    }
    await _says(shop, ann, sms=ConsentState.WITHDRAWN, chat=ConsentState.GIVEN)
    assert await _what_became(shop, ann) == {
        EMAIL: Reason.NO_BASIS,
        SMS: Reason.NO_BASIS,
        CHAT: NUMBER,
    }


async def test_without_a_number_nothing_goes_to_the_address_instead(
    shop: World,
) -> None:
    ann = await _ann(shop)
    await _says(shop, ann, all=ConsentState.GIVEN)
    await shop.run(customers.update, customers.Update(customer_id=ann, phone=None))
    assert await _what_became(shop, ann) == {
        EMAIL: "ann@example.com",
        SMS: Reason.CHANNEL_UNVERIFIED,
        CHAT: Reason.CHANNEL_UNVERIFIED,
    }


async def test_a_purpose_is_for_the_channels_that_it_names(shop: World) -> None:
    ann = await _ann(shop)
    await _says(shop, ann, all=ConsentState.GIVEN)
    message = await written(shop, ann, channel=SMS)
    # Meanwhile the shop no longer says that it writes by SMS.
    await declared(shop)
    assert await sent(shop) == []
    assert (await found(shop, message)).reason is Reason.NO_BASIS
    with pytest.raises(messages.ChannelUnknown):
        await written(shop, ann, channel=SMS)
    with pytest.raises(messages.ChannelUnknown):
        await written(shop, ann, channel=ContactChannel.POST)


async def test_a_cap_of_a_channel_counts_what_goes_by_it(shop: World) -> None:
    ann = await _ann(shop)
    await _says(shop, ann, all=ConsentState.GIVEN)
    marketing = messages.MessageClass.MARKETING
    in_all = messages.Cap(message_class=marketing, count=4, days=7)
    by_sms = messages.Cap(message_class=marketing, count=1, days=1, channel=SMS)
    await settled(shop, **{**OPEN, "caps": (by_sms, in_all)})
    await _what_became(shop, ann)
    second = await written(shop, ann, channel=SMS)
    third = await written(shop, ann)
    assert [each.channel for each in await sent(shop)] == [EMAIL]
    kept_back = await found(shop, second)
    assert (kept_back.reason, kept_back.attempts) == (Reason.FREQUENCY, 0)
    assert kept_back.evidence[-1].name == "sent_by_sms_in_1_days"
    assert (await found(shop, third)).evidence[-2].value == "3 of 4"
    fourth = await written(shop, ann, channel=CHAT)
    assert await sent(shop) == []
    assert (await found(shop, fourth)).reason is Reason.FREQUENCY
    with pytest.raises(messages.CapTwice):
        await settled(shop, caps=(by_sms, by_sms))


@pytest.mark.parametrize(
    ("said", "state", "cause"),
    [
        ("unknown", MessageState.BOUNCED, SuppressionCause.HARD_BOUNCE),
        ("stopped", MessageState.COMPLAINED, SuppressionCause.COMPLAINT),
    ],
)
async def test_a_number_that_came_back_is_left_alone_by_that_channel(
    shop: World, said: str, state: MessageState, cause: SuppressionCause
) -> None:
    ann = await _ann(shop)
    await _says(shop, ann, all=ConsentState.GIVEN)
    message = await written(shop, ann, channel=SMS)
    await sent(
        shop,
        Remembering(
            outcome=Outcome.REFUSED,
            unknown=said == "unknown",
            stopped=said == "stopped",
        ),
    )
    assert (await found(shop, message)).state is state
    assert await _what_became(shop, ann) == {
        EMAIL: "ann@example.com",
        SMS: Reason.SUPPRESSED,
        CHAT: NUMBER,
    }
    lift = messages.LiftSuppression(phone=NUMBER, channel=SMS)
    lifted = await shop.run(messages.lift_suppression, lift)
    assert (lifted.channel, lifted.cause) == (SMS, cause)
    assert (await _what_became(shop, ann))[SMS] == NUMBER


async def test_a_number_is_suppressed_however_it_is_written(shop: World) -> None:
    ann = await _ann(shop)
    await _says(shop, ann, all=ConsentState.GIVEN)
    for channel in (SMS, CHAT):
        suppress = messages.Suppress(phone="+31 6 1234 5678", channel=channel)
        await shop.run(messages.suppress_address, suppress)
    assert await _what_became(shop, ann) == {
        EMAIL: "ann@example.com",
        SMS: Reason.SUPPRESSED,
        CHAT: Reason.SUPPRESSED,
    }
    for wrong in (
        messages.Suppress(phone=NUMBER),
        messages.Suppress(email="a@b.nl", channel=SMS),
        messages.Suppress(),
    ):
        with pytest.raises(Malformed):
            await shop.run(messages.suppress_address, wrong)


async def test_an_sms_is_short_and_says_why_and_how_to_stop(shop: World) -> None:
    ann = await _ann(shop)
    await _says(shop, ann, all=ConsentState.GIVEN)
    message = await written(shop, ann, channel=SMS)
    post = Remembering(outcome=Outcome.RECORDED)
    (parcel,) = await sent(shop, post)
    assert "Je ontvangt dit omdat" in parcel.content.text
    assert parcel.unsubscribe is not None
    assert parcel.unsubscribe in parcel.content.text
    shown = await found(shop, message)
    assert (shown.to, shown.text, shown.html) == (NUMBER, parcel.content.text, None)
    long = await written(shop, ann, channel=CHAT, values={"what": "x" * 200})
    assert len(await sent(shop, post)) == 2
    assert (await found(shop, long)).state is MessageState.RECORDED


async def test_a_journey_writes_by_each_channel_of_a_step_that_is_agreed_to(
    shop: World,
) -> None:
    ann = await _ann(shop)
    await _says(shop, ann, sms=ConsentState.GIVEN, chat=ConsentState.GIVEN)
    step = JourneyStep(kind=StepKind.MESSAGE, template="hello", channels=(EMAIL, SMS))
    terms = JourneyTerms(
        entry=EntryKind.SIGNED_UP,
        purpose=NEWS,
        steps=(step,),
        because=Because(nl="Daarom.", en="Therefore."),
    )
    everybody = holdouts.PutCampaign(campaign=holdouts.UNIVERSAL, control_percent=0)
    await shop.run(holdouts.put_campaign, everybody)
    own = PutJourney(journey="own", terms=terms)
    await shop.run(messages.put_journey, own)
    entering = messages.EnterBySignUp(customer_id=ann)
    for _ in range(2):
        await by_platform(shop, messages.enter_by_sign_up, entering)
        await by_platform(shop, messages.advance_runs, messages.AdvanceRuns())
    parcels = await sent(shop)
    assert [(e.channel, e.content.to) for e in parcels] == [(SMS, NUMBER)]
    page = await shop.run(messages.list_messages, messages.ListMessages())
    became = {each.channel: each.reason for each in page.items}
    assert became == {EMAIL: Reason.NO_BASIS, SMS: None}
    asked = messages.SimulateJourney(journey="own", customer_id=ann)
    simulated = await shop.run(messages.simulate_journey, asked)
    assert [each.channels for each in simulated.planned] == [(EMAIL, SMS)]


async def test_a_journey_names_channels_that_its_purpose_is_for_each_once(
    shop: World,
) -> None:
    await _ann(shop)
    step = JourneyStep(kind=StepKind.MESSAGE, template="hello", channels=(PUSH,))
    terms = JourneyTerms(
        entry=EntryKind.SIGNED_UP,
        purpose=NEWS,
        steps=(step,),
        because=Because(nl="Daarom.", en="Therefore."),
    )
    with pytest.raises(messages.ChannelUnknown):
        await shop.run(messages.put_journey, PutJourney(journey="own", terms=terms))
    twice = replace(terms, steps=(replace(step, channels=(SMS, SMS)),))
    with pytest.raises(Malformed) as refused:
        await shop.run(messages.put_journey, PutJourney(journey="own", terms=twice))
    assert refused.value.errors[0].pointer == "/terms/steps/0/channels"


async def test_who_has_a_number_only_enters_what_is_written_by_sms(
    shop: World,
) -> None:
    ann = await _ann(shop)
    await _says(shop, ann, sms=ConsentState.GIVEN)
    await shop.run(customers.update, customers.Update(customer_id=ann, email=None))
    await shop.run(
        orders.record,
        orders.Record(
            external_id="1",
            occurred_at=NOON,
            currency="EUR",
            customer=customers.Identity(id=ann),
            lines=(orders.Line(product_id="mug", quantity=1, unit_price=1_000),),
        ),
    )
    for channel in (SMS, EMAIL):
        step = JourneyStep(kind=StepKind.MESSAGE, template="hello", channels=(channel,))
        terms = JourneyTerms(
            entry=EntryKind.ORDERED,
            purpose=NEWS,
            steps=(step,),
            because=Because(nl="Daarom.", en="Therefore."),
        )
        put = PutJourney(journey=channel.value, terms=terms)
        await shop.run(messages.put_journey, put)
    await by_platform(shop, messages.look_round, messages.LookRound())
    assert [each["journey"] for each in await shop.rows(journey_runs)] == ["sms"]
