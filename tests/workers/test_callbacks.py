"""Callbacks: a partner is told of each step, signed, until it has taken that."""

import asyncio
import json
from base64 import b64decode
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from api.app import app
from domain import privacy, signing
from domain.kernel import ids
from domain.kernel.outbox import outbox
from domain.privacy import Partner
from domain.privacy.partner_tables import partner_callbacks
from tests.api.conftest import client
from tests.api.test_partners import ASKED, NUMBER
from tests.domain.ledger.books import at
from tests.domain.privacy.asking import ann, as_system
from tests.workers.test_mail import SETTINGS
from tests.world import NOON, World, issue_key
from workers.react import Reactor
from workers.subscriptions import errands

MINUTE = timedelta(minutes=1)


@dataclass
class Controller:
    """A controller that says what it is told to say, and remembers what it heard."""

    status: str = "200 OK"
    heard: list[tuple[dict[str, str], bytes]] = field(
        default_factory=list[tuple[dict[str, str], bytes]]
    )

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:-2]
        headers = {k.lower(): v for k, _, v in (each.partition(": ") for each in head)}
        body = await reader.readexactly(int(headers["content-length"]))
        self.heard.append((headers, body))
        writer.write(f"HTTP/1.1 {self.status}\r\ncontent-length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    def told(self) -> list[str]:
        return [json.loads(body)["request_status"] for _, body in self.heard]


async def carried(shop: World) -> int:
    """Call for what is due, and let the worker carry it; return how much it was."""
    await as_system(shop).run(privacy.call_partners, privacy.CallPartners())
    settings = replace(SETTINGS, webhook_loopback=True)
    reactor = Reactor(shop.platform, errands(settings))
    calls = [
        each["id"]
        for each in await shop.rows(outbox)
        if each["name"] == privacy.CallbackDue.name and each["done_at"] is None
    ]
    for each in calls:
        await reactor.react(shop.principal.tenant, each)
    return len(calls)


async def asked(shop: World, url: str, **more: Any) -> None:
    key = await issue_key(shop)
    async with client(app(shop.platform), key.secret) as api:
        said = {**ASKED, "status_callback_urls": [url], **more}
        response = await api.post("/opendsr/v2/requests", json=said)
        assert response.status_code == 201, response.text


async def verified(shop: World, headers: dict[str, str], body: bytes) -> Any:
    """Return what was told, if the shop's key has signed it."""
    keys = await shop.run(signing.list_public_keys, signing.ListPublicKeys())
    public = b64decode(f"{keys.keys[0].x}=", altchars=b"-_")
    signature = b64decode(headers["x-opendsr-signature"])
    Ed25519PublicKey.from_public_bytes(public).verify(signature, sha256(body).digest())
    return json.loads(body)


async def test_each_step_is_told_once_and_signed(shop: World) -> None:
    await ann(shop)
    controller = Controller()
    server = await asyncio.start_server(controller.serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/calls"
    async with server:
        await asked(shop, url)
        assert [await carried(shop), await carried(shop)] == [1, 0]
        ((headers, body),) = controller.heard
        assert await verified(shop, headers, body) == {
            "controller_id": ids.encode("tnt", shop.principal.tenant),
            "expected_completion_time": "2030-02-01T23:00:00Z",
            "status_callback_url": url,
            "subject_request_id": NUMBER,
            "request_status": "pending",
        }
        assert headers["x-opendsr-processor-domain"] == "stamgast.test"
        assert headers["x-opengdpr-signature"] == headers["x-opendsr-signature"]
        cancel = privacy.CancelForPartner(partner=Partner.OPENDSR, their_number=NUMBER)
        await shop.run(privacy.cancel_for_partner, cancel)
        assert [await carried(shop), await carried(shop)] == [1, 0]
    assert controller.told() == ["pending", "cancelled"]


async def test_what_is_not_taken_is_told_again_later_and_not_for_ever(
    shop: World,
) -> None:
    controller = Controller(status="503 Busy")
    server = await asyncio.start_server(controller.serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/calls"
    async with server:
        # It is about nobody who is known here, and so it is done.
        await asked(shop, url)
        assert await carried(shop) == 1
        assert await carried(at(shop, NOON + MINUTE / 2)) == 0
        controller.status = "204 Taken"
        assert await carried(at(shop, NOON + MINUTE)) == 1
        assert await carried(at(shop, NOON + MINUTE * 9_999)) == 0
    assert controller.told() == ["completed", "completed"]


async def test_who_is_never_there_is_given_up(shop: World) -> None:
    await asked(shop, "http://127.0.0.1:1/calls")
    for day in range(13):
        await carried(at(shop, NOON + timedelta(days=day)))
    (row,) = await shop.rows(partner_callbacks)
    assert (row["attempts"], row["due_at"], row["told"]) == (12, None, None)
