"""Messages by the channel `webhook`: gated as any, and handed to the shop, signed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from domain import consent, messages, webhooks
from domain.consent import Basis, ConsentState, ContactChannel, PurposeKind, Wording
from domain.messages import HookNotFound, Message, MessageState, Reason
from tests.domain.messages.writing import (
    NEWS,
    OPEN,
    PUBLIC,
    at,
    by_platform,
    declared,
    found,
    sent,
    settled,
    somebody,
    written,
)
from tests.domain.webhooks.receiving import endpoint, open_sandbox, receiving
from tests.workers.test_mail import SETTINGS
from tests.world import NOON, World
from workers.ports.town import offices

WEBHOOK = ContactChannel.WEBHOOK
SETTING = replace(SETTINGS, smtp_url=None, webhook_loopback=True)


async def _ready(world: World, url: str) -> tuple[World, str, webhooks.EndpointSecret]:
    """Return a shop that takes messages itself, and somebody who agrees to that."""
    shop = await open_sandbox(world)
    await declared(shop)
    purpose = consent.PutPurpose(
        purpose=NEWS,
        name=Wording(nl=NEWS, en=NEWS),
        basis=Basis.CONSENT,
        kind=PurposeKind.MARKETING,
        channels=(ContactChannel.EMAIL, WEBHOOK),
    )
    await shop.run(consent.put_purpose, purpose)
    made = await endpoint(shop, url, "messages.ended")
    await settled(shop, **OPEN, webhook=made.id)
    ann = await somebody(shop)
    await _says(shop, ann, ConsentState.GIVEN)
    return shop, ann, made


async def _says(shop: World, who: str, state: ConsentState) -> None:
    said = consent.Said(
        purpose=NEWS, channel=WEBHOOK, state=state, notice_version=1, language="nl"
    )
    command = consent.SetConsents(customer_id=who, consents=(said,))
    await shop.run(consent.set_consents, command)


async def _handed(shop: World, ann: str, **said: Any) -> Message:
    message = await written(shop, ann, channel=WEBHOOK, **said)
    post = offices(SETTING)
    await sent(shop, post)
    await post.close()
    return await found(shop, message)


async def test_a_message_is_handed_to_the_shop_signed_and_names_no_address(
    world: World,
) -> None:
    async with receiving() as receiver:
        shop, ann, made = await _ready(world, receiver.url)
        message = await _handed(shop, ann)
    assert (message.state, message.reply) == (MessageState.ACCEPTED, "200")
    (request,) = receiver.received
    assert request.headers["webhook-id"] == message.id
    assert request.is_signed_by(made.secret)
    data = request.told["data"]
    assert data["customer_id"] == ann
    assert data["subject"] == "Nieuws voor Ann"
    assert "er is taart" in data["text"]
    assert data["why"].startswith("Je ontvangt dit omdat je ja zei")
    assert data["unsubscribe"].startswith("https://hoek.example/")
    assert b"ann@example.com" not in request.body
    assert Webhook(made.secret).sign(message.id, NOON, request.body.decode()) in (
        request.headers["webhook-signature"].split()
    )


async def test_who_did_not_agree_to_that_channel_is_not_handed_on(world: World) -> None:
    async with receiving() as receiver:
        shop, ann, _ = await _ready(world, receiver.url)
        await _says(shop, ann, ConsentState.WITHDRAWN)
        message = await _handed(shop, ann)
    assert (message.state, message.reason) == (MessageState.SKIPPED, Reason.NO_BASIS)
    assert receiver.received == []


@pytest.mark.parametrize(
    ("status", "state", "reply"),
    [
        (500, MessageState.QUEUED, "500"),
        (302, MessageState.QUEUED, "302"),
        (410, MessageState.DEAD, "410"),
    ],
)
async def test_what_the_shop_answers_says_what_becomes_of_it(
    world: World, status: int, state: MessageState, reply: str
) -> None:
    async with receiving() as receiver:
        receiver.status = status
        shop, ann, _ = await _ready(world, receiver.url)
        message = await _handed(shop, ann)
        assert (message.state, message.reply) == (state, reply)
        # Tried again, it has the same id.
        receiver.status = 200
        post = offices(SETTING)
        later = at(shop, NOON + timedelta(hours=1))
        await sent(later, post)
        await post.close()
    ids = {each.headers["webhook-id"] for each in receiver.received}
    assert ids == {message.id}
    assert len(receiver.received) == (1 if state is MessageState.DEAD else 2)


async def test_nothing_is_handed_to_an_endpoint_that_is_disabled_or_hidden(
    world: World,
) -> None:
    shop, ann, made = await _ready(world, "http://127.0.0.1:9/hook")
    hidden = offices(replace(SETTING, webhook_loopback=False))
    refused = await written(shop, ann, channel=WEBHOOK)
    await sent(shop, hidden)
    assert (await found(shop, refused)).reply == "address_refused"
    away = await _handed(shop, ann)
    assert (away.state, away.reply) == (MessageState.QUEUED, "unreachable")
    off = webhooks.UpdateEndpoint(
        endpoint_id=made.id,
        version=made.endpoint.version,
        state=webhooks.EndpointState.DISABLED,
    )
    await shop.run(webhooks.update_endpoint, off)
    message = await _handed(shop, ann)
    assert message.reason is Reason.CHANNEL_UNVERIFIED
    with pytest.raises(HookNotFound):
        await settled(shop, webhook=made.id)


async def test_an_endpoint_that_hangs_is_left_alone_for_a_while(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.ports.direct.REQUEST_S", 0.2)
    async with receiving() as receiver:
        receiver.pause_s = 1
        shop, ann, _ = await _ready(world, receiver.url)
        post = offices(SETTING)
        for _ in range(2):
            await written(shop, ann, channel=WEBHOOK)
        parcels = await _parcels(shop)
        told = [await post.hand_over(each) for each in parcels]
        await post.close()
    assert told[0] is None
    assert told[1] is not None
    assert told[1].reply == "resting"
    assert len(receiver.received) == 1


async def _parcels(shop: World) -> Any:
    """Claim what is due and write it, as the messenger does."""
    claimed = await by_platform(shop, messages.claim_messages, messages.ClaimMessages())
    admit = messages.AdmitMessages(message_ids=claimed.message_ids, public_url=PUBLIC)
    return (await by_platform(shop, messages.admit_messages, admit)).parcels
