"""SMS and chat over HTTP: what providers are asked, and what their answers mean."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from joserfc import jwt

from domain import consent, customers, messages
from domain.consent import ContactChannel
from domain.mails import Outcome
from domain.messages import MessageState, Reason, Told
from domain.settings import Settings
from tests.domain.messages.writing import (
    OPEN,
    SERVICE,
    Remembering,
    found,
    messenger,
    ready,
    sent,
    settled,
    written,
)
from tests.workers.test_mail import SETTINGS
from tests.workers.test_post import PARCEL, RSA
from tests.world import World
from workers.ports.http import Poster
from workers.ports.offices import Offices
from workers.ports.post import Nobody, ProviderDownError
from workers.ports.provider import Provider
from workers.ports.push import GRANT, SCOPE, Push
from workers.ports.town import offices

SMS, CHAT, EMAIL = ContactChannel.SMS, ContactChannel.CHAT, ContactChannel.EMAIL
NUMBER = "+31612345678"
TEXT = replace(PARCEL.content, to=NUMBER, html="")
BY_SMS = replace(PARCEL, channel=SMS, content=TEXT)
BY_CHAT = replace(PARCEL, channel=CHAT, content=TEXT)


@dataclass
class Api:
    """A provider that answers what it is told to."""

    status: int = 201
    body: bytes = b"{}"
    silent: bool = False
    heard: list[tuple[str, dict[str, str], bytes]] = field(
        default_factory=list[tuple[str, dict[str, str], bytes]]
    )

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {
            name.lower(): said
            for name, _, said in (line.partition(": ") for line in head[1:-2])
        }
        body = await reader.readexactly(int(headers["content-length"]))
        self.heard.append((head[0], headers, body))
        if not self.silent:
            writer.write(
                f"HTTP/1.1 {self.status} x\r\ncontent-length: {len(self.body)}\r\n"
                "connection: close\r\n\r\n".encode()
                + self.body
            )
            await writer.drain()
        writer.close()


@asynccontextmanager
async def served(api: Api) -> AsyncGenerator[Settings]:
    server = await asyncio.start_server(api.serve, "127.0.0.1", 0)
    place = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield replace(
            SETTINGS,
            sms_url=f"http://AC1:se%2Fcret@{place}/2010-04-01/Accounts/AC1/Messages.json",
            sms_from="De Hoek",
            whatsapp_url=f"http://{place}/v23.0/106540352242922/messages",
            whatsapp_token="EAAJB",
            whatsapp_template="news",
        )


async def test_an_sms_is_a_form_as_twilio_takes_it() -> None:
    api = Api()
    async with served(api) as settings:
        told = await offices(settings).hand_over(BY_SMS)
    assert told is not None
    assert (told.outcome, told.reply, told.content) == (Outcome.ACCEPTED, "201", None)
    ((line, headers, body),) = api.heard
    assert line == "POST /2010-04-01/Accounts/AC1/Messages.json HTTP/1.1"
    assert headers["authorization"] == "Basic QUMxOnNlL2NyZXQ="
    assert headers["idempotency-key"] == PARCEL.message_id
    assert parse_qs(body.decode()) == {
        "To": [NUMBER],
        "From": ["De Hoek"],
        "Body": [TEXT.text.strip()],
    }


async def test_a_chat_message_is_a_template_as_whatsapp_takes_it() -> None:
    api = Api(status=200)
    async with served(api) as settings:
        await offices(settings).hand_over(BY_CHAT)
        plain = replace(settings, whatsapp_template=None)
        await offices(plain).hand_over(BY_CHAT)
    line, headers, body = api.heard[0]
    assert line == "POST /v23.0/106540352242922/messages HTTP/1.1"
    assert headers["authorization"] == "Bearer EAAJB"
    variable = {"type": "text", "text": "Dag Ann, er is taart, écht."}
    assert json.loads(body) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "31612345678",
        "biz_opaque_callback_data": PARCEL.message_id,
        "type": "template",
        "template": {
            "name": "news",
            "language": {"code": "nl"},
            "components": [{"type": "body", "parameters": [variable]}],
        },
    }
    said = json.loads(api.heard[1][2])
    assert said["text"] == {"preview_url": False, "body": variable["text"]}


@pytest.mark.parametrize(
    ("parcel", "status", "body", "told"),
    [
        (BY_SMS, 400, {"code": 21211}, (Outcome.REFUSED, True, False)),
        (BY_SMS, 400, {"code": 21610}, (Outcome.REFUSED, False, True)),
        (BY_SMS, 400, {"code": 21611}, (Outcome.LATER, False, False)),
        (BY_SMS, 400, {"code": "?"}, (Outcome.REFUSED, False, False)),
        (BY_SMS, 500, {}, (Outcome.LATER, False, False)),
        (BY_SMS, 429, {}, (None, False, False)),
        (BY_SMS, 401, {}, (None, False, False)),
        (BY_CHAT, 400, {"error": {"code": 131026}}, (Outcome.REFUSED, True, False)),
        (BY_CHAT, 400, {"error": {"code": 131050}}, (Outcome.REFUSED, False, True)),
        (BY_CHAT, 400, {"error": {"code": 130429}}, (Outcome.LATER, False, False)),
        (BY_CHAT, 400, {"error": {"code": 132000}}, (Outcome.REFUSED, False, False)),
    ],
)
async def test_it_is_the_providers_number_that_says_what_became_of_it(
    parcel: messages.Parcel,
    status: int,
    body: dict[str, object],
    told: tuple[Outcome | None, bool, bool],
) -> None:
    async with served(Api(status, json.dumps(body).encode())) as settings:
        heard = await offices(settings).hand_over(parcel)
    assert heard is not None
    assert (heard.outcome, heard.unknown, heard.stopped) == told


def _account(place: str, path: Path) -> Path:
    pem = RSA.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    account = {
        "project_id": "hoek",
        "client_email": "push@hoek.example",
        "private_key": pem.decode(),
        "token_uri": f"http://{place}/token",
    }
    path.write_text(json.dumps(account))
    return path


def api_error(code: str) -> bytes:
    """Return how Firebase says no."""
    return json.dumps({"error": {"details": [{"errorCode": code}]}}).encode()


async def test_a_push_message_takes_a_token_and_a_device(tmp_path: Path) -> None:
    api = Api(200, b'{"access_token": "ya29", "expires_in": 3600}')
    content = replace(TEXT, to="device:1")
    parcel = replace(PARCEL, channel=ContactChannel.PUSH, content=content)
    async with served(api) as settings:
        place = urlsplit(settings.sms_url or "").netloc.rpartition("@")[2]
        made = Push.of(_account(place, tmp_path / "account.json"))
        push = replace(made, url=f"http://{place}")
        poster = Poster(lambda _: True)
        post = Provider(ContactChannel.PUSH, push, poster)
        for _ in range(2):
            await post.open()
        told = await post.hand_over(parcel)
        api.status, api.body = 404, api_error("UNREGISTERED")
        gone = await post.hand_over(parcel)
        api.status, api.body = 403, b"{}"
        with pytest.raises(ProviderDownError, match="403"):
            await post.hand_over(parcel)
        # This one device is of another project, which is no reason to rest.
        api.body = api_error("SENDER_ID_MISMATCH")
        other = await post.hand_over(parcel)
        push.held.until = 0.0
        with pytest.raises(ProviderDownError, match="token 403"):
            await post.open()
    assert (told and told.outcome, gone and gone.unknown) == (Outcome.ACCEPTED, True)
    assert (other and other.outcome, other and other.unknown) == (Outcome.LATER, False)
    form = parse_qs(api.heard[0][2].decode())
    assert form["grant_type"] == [GRANT]
    claims = jwt.decode(form["assertion"][0], push.key, algorithms=["RS256"]).claims
    assert (claims["iss"], claims["scope"]) == ("push@hoek.example", SCOPE)
    line, headers, body = api.heard[1]
    assert line == "POST /v1/projects/hoek/messages:send HTTP/1.1"
    assert headers["authorization"] == "Bearer ya29"
    message = json.loads(body)["message"]
    assert message["token"] == "device:1"
    assert message["notification"]["body"] == TEXT.text.strip()
    assert message["android"] == {"collapse_key": PARCEL.message_id}


async def test_a_push_message_goes_to_the_customers_device(shop: World) -> None:
    ann = await ready(shop)
    await settled(shop, **OPEN)
    asks = {"purpose": "similar", "channel": ContactChannel.PUSH}
    with pytest.raises(messages.ChannelUnknown):
        await written(shop, ann, **asks)
    purpose = consent.PutPurpose(
        purpose="similar",
        name=consent.Wording(nl="Nieuws", en="News"),
        basis=consent.Basis.EXISTING_CUSTOMER,
        kind=consent.PurposeKind.MARKETING,
    )
    await shop.run(consent.put_purpose, purpose)
    first = await written(shop, ann, **asks)
    assert await sent(shop) == []
    assert (await found(shop, first)).reason is Reason.CHANNEL_UNVERIFIED
    link = customers.LinkExternalId(
        customer_id=ann, source="fcm", external_id="device:1"
    )
    await shop.run(customers.link_external_id, link)
    await written(shop, ann, **asks)
    (parcel,) = await sent(shop, Remembering(outcome=Outcome.REFUSED, unknown=True))
    assert (parcel.content.to, parcel.content.html) == ("device:1", "")
    last = await written(shop, ann, **asks)
    assert await sent(shop) == []
    assert (await found(shop, last)).reason is Reason.SUPPRESSED


async def test_what_is_cut_off_is_unknown_and_who_is_not_there_took_nothing() -> None:
    async with served(Api(silent=True)) as settings:
        assert await offices(settings).hand_over(BY_SMS) is None
    gone = offices(settings)
    for _ in range(2):
        told = await gone.hand_over(BY_SMS)
        assert told == Told(message_id=PARCEL.message_id, outcome=None)
    assert SMS not in await gone.open()
    assert CHAT in await gone.open()


async def _reached(shop: World) -> str:
    ann = await ready(shop)
    await settled(shop, **OPEN)
    said = customers.Update(customer_id=ann, phone="06-12345678", country="NL")
    await shop.run(customers.update, said)
    return ann


async def test_a_message_goes_by_its_channel_and_never_by_another(shop: World) -> None:
    ann = await _reached(shop)
    with pytest.raises(messages.ChannelUnknown):
        await written(shop, ann, channel=SMS)
    post = Remembering()
    message = await written(shop, ann, **SERVICE)
    await shop.run(customers.update, customers.Update(customer_id=ann, email=None))
    assert await sent(shop, post) == []
    assert (await found(shop, message)).reason is Reason.CHANNEL_UNVERIFIED


async def test_what_one_channel_has_no_provider_for_waits_for_no_other(
    shop: World,
) -> None:
    ann = await _reached(shop)
    message = await written(shop, ann, **SERVICE)
    posts = Offices({EMAIL: Nobody(), SMS: Remembering()})
    await messenger(shop, posts).send(shop.principal.tenant)
    shown = await found(shop, message)
    assert (shown.state, shown.reply) == (MessageState.DEAD, "no_provider")
