"""Callbacks: what providers tell of messages, who may, and what it changes."""

import hmac
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import replace
from hashlib import sha1, sha256
from typing import Any
from urllib.parse import urlencode

import pytest
from httpx import AsyncClient, Response

from api.app import app
from api.rest import callbacks
from domain import consent, customers, messages
from domain.consent import ContactChannel
from domain.messages import MessageState, Parcel, Reason
from tests.api.conftest import client
from tests.domain.messages.writing import (
    OPEN,
    PUBLIC,
    found,
    ready,
    sent,
    settled,
    written,
)
from tests.workers.test_mail import SETTINGS
from tests.world import World
from workers.ports.sms import Sms

SETTING = replace(
    SETTINGS,
    public_url=PUBLIC,
    sms_url="https://AC1:se%2Fcret@sms.example/Messages.json",
    whatsapp_secret="app secret",
    whatsapp_verify="agreed",
)
SMS, CHAT = ContactChannel.SMS, ContactChannel.CHAT


@pytest.fixture
async def provider(shop: World) -> AsyncIterator[AsyncClient]:
    async with client(app(shop.platform, more=callbacks.served(SETTING))) as opened:
        yield opened


async def _reached(shop: World) -> str:
    """Return somebody to whom news goes by any channel, until they say no."""
    ann = await ready(shop)
    await settled(shop, **OPEN)
    said = customers.Update(customer_id=ann, phone="06-12345678", country="NL")
    await shop.run(customers.update, said)
    purpose = consent.PutPurpose(
        purpose="similar",
        name=consent.Wording(nl="Nieuws", en="News"),
        basis=consent.Basis.EXISTING_CUSTOMER,
        kind=consent.PurposeKind.MARKETING,
    )
    await shop.run(consent.put_purpose, purpose)
    return ann


async def _sent(
    shop: World, ann: str, channel: ContactChannel
) -> tuple[messages.Message, Parcel]:
    message = await written(shop, ann, purpose="similar", channel=channel)
    (parcel,) = [e for e in await sent(shop) if e.message_id == message.id]
    assert parcel.called is not None
    return message, parcel


async def _by_twilio(
    provider: AsyncClient, name: str | None, secret: str = "se/cret", **form: str
) -> Response:
    signed = f"{PUBLIC}/callbacks/sms/{name}"
    signed += "".join(f"{key}{form[key]}" for key in sorted(form))
    digest = hmac.digest(secret.encode(), signed.encode(), sha1)
    return await provider.post(
        f"/callbacks/sms/{name}",
        content=urlencode(form),
        headers={
            "content-type": "application/x-www-form-urlencoded",
            "x-twilio-signature": b64encode(digest).decode(),
        },
    )


async def _by_whatsapp(
    provider: AsyncClient, *statuses: dict[str, Any], secret: str = "app secret"
) -> Response:
    change = {"value": {"statuses": list(statuses)}, "field": "messages"}
    body = json.dumps({"object": "x", "entry": [{"changes": [change]}]}).encode()
    digest = hmac.digest(secret.encode(), body, sha256).hex()
    headers = {"x-hub-signature-256": f"sha256={digest}"}
    return await provider.post("/callbacks/whatsapp", content=body, headers=headers)


def test_an_sms_says_where_it_is_told_of(shop: World) -> None:
    del shop
    assert Sms.of(SETTING.sms_url or "", "De Hoek").callbacks_url is None
    made = Sms.of(SETTING.sms_url or "", "De Hoek", PUBLIC)
    assert made.callbacks_url == f"{PUBLIC}/callbacks/sms"


async def test_an_sms_arrives_once_however_often_that_is_told(
    shop: World, provider: AsyncClient
) -> None:
    message, parcel = await _sent(shop, await _reached(shop), SMS)
    for status in ("sent", "delivered", "delivered", "sent"):
        answer = await _by_twilio(provider, parcel.called, MessageStatus=status)
        assert answer.status_code == 204
    assert (await found(shop, message)).state is MessageState.DELIVERED


@pytest.mark.parametrize(
    ("code", "state", "reason"),
    [
        ("30005", MessageState.BOUNCED, Reason.SUPPRESSED),
        ("21610", MessageState.COMPLAINED, Reason.SUPPRESSED),
        ("30008", MessageState.BOUNCED, None),
        ("", MessageState.BOUNCED, None),
    ],
)
async def test_where_nobody_is_no_sms_goes_again(
    shop: World,
    provider: AsyncClient,
    code: str,
    state: MessageState,
    reason: Reason | None,
) -> None:
    ann = await _reached(shop)
    message, parcel = await _sent(shop, ann, SMS)
    said = {"MessageStatus": "undelivered", "ErrorCode": code}
    assert (await _by_twilio(provider, parcel.called, **said)).status_code == 204
    assert (await found(shop, message)).state is state
    again = await written(shop, ann, purpose="similar", channel=SMS)
    await sent(shop)
    assert (await found(shop, again)).reason is reason


async def test_chat_messages_of_several_shops_are_told_at_once(
    shop: World, other_shop: World, provider: AsyncClient
) -> None:
    first, one = await _sent(shop, await _reached(shop), CHAT)
    second, other = await _sent(other_shop, await _reached(other_shop), CHAT)
    answer = await _by_whatsapp(
        provider,
        {"status": "read", "biz_opaque_callback_data": one.called},
        {
            "status": "failed",
            "biz_opaque_callback_data": other.called,
            "errors": [{"code": 131026, "title": "Message undeliverable"}],
        },
        {"status": "read", "biz_opaque_callback_data": "A" * 64},
        {"status": "read"},
    )
    assert answer.status_code == 200
    assert (await found(shop, first)).state is MessageState.DELIVERED
    assert (await found(other_shop, second)).state is MessageState.BOUNCED


async def test_who_does_not_know_the_secret_tells_nothing(
    shop: World, provider: AsyncClient
) -> None:
    ann = await _reached(shop)
    by_sms, sms = await _sent(shop, ann, SMS)
    by_chat, chat = await _sent(shop, ann, CHAT)
    told = {"MessageStatus": "delivered"}
    wrong = await _by_twilio(provider, sms.called, "guessed", **told)
    assert wrong.status_code == 401
    status = {"status": "read", "biz_opaque_callback_data": chat.called}
    assert (await _by_whatsapp(provider, status, secret="x")).status_code == 401
    for name in ("A" * 64, "é", f"{sms.called}"[:-4] + "AAAA"):
        assert (await _by_twilio(provider, name, **told)).status_code == 404
    many = {f"f{number}": "" for number in range(101)}
    assert (await _by_twilio(provider, sms.called, **many)).status_code == 400
    for message in (by_sms, by_chat):
        assert (await found(shop, message)).state is MessageState.ACCEPTED


async def test_an_address_is_ours_to_who_knows_what_was_agreed(
    provider: AsyncClient,
) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
    for agreed, status in (("agreed", 200), ("guessed", 401)):
        answer = await provider.get(
            "/callbacks/whatsapp", params={**asked, "hub.verify_token": agreed}
        )
        assert answer.status_code == status
    bad = b"[]"
    digest = hmac.digest(b"app secret", bad, sha256).hex()
    headers = {"x-hub-signature-256": f"sha256={digest}"}
    answer = await provider.post("/callbacks/whatsapp", content=bad, headers=headers)
    assert answer.status_code == 400
    assert callbacks.served(SETTINGS) == ()
