"""Every shipped mail, as it travels, is signed so that npm's `mailauth` takes it.

It runs where Node is and `npm ci` has been; `make contracts` sees to that. That
dkimpy takes them is asserted without Node in `tests/workers/test_post.py`.
"""

import asyncio
import json
import shutil
from asyncio.subprocess import PIPE
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from domain import customers, messages
from domain.consent import ConsentState
from domain.messages import Parcel
from tests.domain.messages.writing import (
    NEWS,
    OPEN,
    ORDERS,
    declared,
    says,
    sent,
    settled,
    written,
)
from tests.workers.test_post import ED, RSA, published, verifies
from tests.world import World
from workers.ports import mime
from workers.ports.dkim import Signer

HERE = Path(__file__).parent
NODE = shutil.which("node")
SENDER = "no-reply@hoek.example"

pytestmark = pytest.mark.skipif(
    NODE is None or not (HERE / "node_modules").is_dir(),
    reason="needs node, and `npm ci` in its folder",
)


async def _parcels(shop: World) -> list[Parcel]:
    """Return what everything that is shipped says, in both languages."""
    await declared(shop)
    await settled(shop, **OPEN)
    ship = messages.ShipJourneys(service_purpose=ORDERS, marketing_purpose=NEWS)
    await shop.run(messages.ship_journeys, ship)
    listed = await shop.run(messages.list_templates, messages.ListTemplates())
    for language in ("nl", "en"):
        person = customers.Create(
            given_name="Zoë", email=f"{language}@example.com", locale=language
        )
        customer_id = (await shop.run(customers.create, person)).id
        await says(shop, customer_id, ConsentState.GIVEN)
        for each in listed.templates:
            await written(shop, customer_id, template=each.template)
    parcels = await sent(shop)
    assert len(parcels) == 2 * len(listed.templates)
    return parcels


async def test_mailauth_and_dkimpy_take_every_mail_and_none_that_was_changed(
    shop: World, tmp_path: Path
) -> None:
    parcels = await _parcels(shop)
    mails: list[tuple[bytes, Any]] = []
    for parcel in parcels:
        for key in (ED, RSA):
            signer = Signer(domain="hoek.example", selector="s1", key=key)
            mails.append((mime.mail(parcel, SENDER, signer), key))
    assert all(verifies(mail, key) for mail, key in mails)
    told = await judged(mails, tmp_path / "mails")
    assert {each["result"] for each in told} == {"pass"}
    for each in told:
        signed = each["signed"].lower()
        assert "list-unsubscribe:" in signed
        assert "list-unsubscribe-post" in signed
    changed = [(mail.replace(b"/u/", b"/v/", 1), key) for mail, key in mails]
    told = await judged(changed, tmp_path / "changed")
    assert {each["result"] for each in told} == {"fail"}


async def judged(mails: list[tuple[bytes, Any]], path: Path) -> list[dict[str, str]]:
    """Return what mailauth says of mails, and of the keys of whom they say they are."""
    assert NODE is not None
    lines = (
        json.dumps({"mail": b64encode(mail).decode(), "key": published(key).decode()})
        for mail, key in mails
    )
    await asyncio.to_thread(path.write_text, "\n".join(lines))
    process = await asyncio.create_subprocess_exec(
        NODE, HERE / "verify.mjs", path, stdout=PIPE
    )
    out, _ = await process.communicate()
    return [json.loads(line) for line in out.decode().splitlines()]
