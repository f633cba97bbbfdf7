"""Messages over SMTP: signed, with a way to say no in one click, told by codes."""

from base64 import b64encode
from dataclasses import replace
from email import message_from_bytes, policy
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from domain.consent import ContactChannel
from domain.mails import Outcome
from domain.messages import Content, MessageState, Parcel
from tests.domain.messages.writing import (
    Remembering,
    found,
    messenger,
    ready,
    sent,
    written,
)
from tests.workers.test_mail import SETTINGS, Listener, listening
from tests.world import NOON, World
from workers.ports import mime
from workers.ports.direct import Devices, Direct
from workers.ports.dkim import Signer
from workers.ports.offices import Circuit, Offices
from workers.ports.post import ProviderDownError, Shelf
from workers.ports.town import offices

PARCEL = Parcel(
    message_id="msg_" + "1" * 32,
    sender='Café "De Hoek"',
    content=Content(
        to="ann@example.com",
        subject="Nog 10 punten tot je cadeau, een héél erg lange regel die niet past"
        * 2,
        text="Dag Ann, er is taart, écht.\n",
        html="<!doctype html><p>Dag Ann, er is taart, écht.</p>",
    ),
    language="nl",
    written_at=NOON,
    unsubscribe="https://hoek.example/u/abc",
)
# It says nothing of its types.
DKIM: Any = import_module("dkim")
ED, RSA = Ed25519PrivateKey.generate(), generate_private_key(65_537, 2_048)


def published(key: Any) -> bytes:
    """Return what a domain publishes of its key."""
    if isinstance(key, Ed25519PrivateKey):
        raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return b"v=DKIM1; k=ed25519; p=" + b64encode(raw)
    kind = PublicFormat.SubjectPublicKeyInfo
    return b"v=DKIM1; p=" + b64encode(key.public_key().public_bytes(Encoding.DER, kind))


def verifies(mail: bytes, key: Any) -> bool:
    """Tell whether dkimpy finds a mail signed by a key."""

    def found(*_: Any, **__: Any) -> bytes:
        return published(key)

    return bool(DKIM.verify(mail, dnsfunc=found))


@pytest.mark.parametrize("key", [ED, RSA], ids=["ed25519", "rsa"])
def test_a_mail_is_signed_and_whoever_changes_it_is_found_out(key: Any) -> None:
    signer = Signer(domain="hoek.example", selector="s1", key=key)
    mail = mime.mail(PARCEL, "no-reply@hoek.example", signer)
    assert verifies(mail, key)
    for told, changed in (
        (b"/u/abc", b"/u/abd"),
        (b"One-Click", b"Two-Click"),
        (b"To: ann@", b"To: eve@"),
        (b"--=_stamgast--", b"--=_stamgast- "),
    ):
        assert told in mail
        assert not verifies(mail.replace(told, changed), key)
    assert not verifies(b"From: Eve <eve@example.com>\r\n" + mail, key)


def test_a_mail_is_read_as_it_was_written() -> None:
    mail = mime.mail(PARCEL, "no-reply@hoek.example", None)
    assert all(len(line) <= 200 for line in mail.split(b"\r\n"))
    assert b"\n" not in mail.replace(b"\r\n", b"")
    letter: Any = message_from_bytes(mail, policy=policy.default)
    assert letter["From"].addresses[0].display_name == PARCEL.sender
    assert letter["Subject"] == PARCEL.content.subject
    assert letter["List-Unsubscribe"] == "<https://hoek.example/u/abc>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Message-ID"] == f"<{PARCEL.message_id}@hoek.example>"
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain.get_content().replace("\r\n", "\n") == PARCEL.content.text
    assert html.get_content().strip() == PARCEL.content.html


async def test_messages_go_by_connections_that_stay_open(
    shop: World, tmp_path: Path
) -> None:
    ann = await ready(shop)
    message = await written(shop, ann)
    pem = tmp_path / "dkim.pem"
    kind = PrivateFormat.PKCS8
    pem.write_bytes(ED.private_bytes(Encoding.PEM, kind, NoEncryption()))
    listener = Listener()
    async with listening(listener) as settings:
        smtp = offices(replace(settings, dkim_key=pem))
        await sent(shop, smtp)
        await smtp.close()
    (heard,) = listener.heard
    assert verifies(heard.removesuffix(b".\r\n"), ED)
    assert (await found(shop, message)).state is MessageState.ACCEPTED


@pytest.mark.parametrize(
    ("said", "outcome", "unknown"),
    [
        ("550 5.1.1 Nobody of that name", Outcome.REFUSED, True),
        ("554 5.7.1 Not today", Outcome.REFUSED, False),
        ("452 4.2.2 Full", Outcome.LATER, False),
    ],
)
async def test_it_is_the_code_that_says_what_became_of_it(
    said: str, outcome: Outcome, *, unknown: bool
) -> None:
    async with listening(Listener(reply=said)) as settings:
        smtp = offices(settings)
        told = await smtp.hand_over(PARCEL)
        await smtp.close()
    assert told is not None
    assert (told.outcome, told.unknown) == (outcome, unknown)


async def test_where_nobody_listens_nothing_sets_out_and_no_attempt_counts(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await ready(shop)
    message = await written(shop, ann)
    async with listening(Listener()) as settings:
        pass
    gone = offices(settings)
    with pytest.raises(ProviderDownError):
        await gone.posts[ContactChannel.EMAIL].open()
    monkeypatch.setattr("workers.messenger.REST_S", 0.0)
    only = Offices({ContactChannel.EMAIL: gone.posts[ContactChannel.EMAIL]})
    sender = messenger(shop, only)
    assert await sender.send(shop.principal.tenant)
    assert only.circuits[ContactChannel.EMAIL].is_open()
    shown = await found(shop, message)
    assert (shown.state, shown.attempts) == (MessageState.QUEUED, 0)


async def test_what_waits_for_one_channel_keeps_nobody_busy(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await written(shop, await ready(shop))
    rests: list[float] = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)

    monkeypatch.setattr("workers.messenger.asyncio.sleep", rest)
    posts = {each: Remembering() for each in ContactChannel}
    some = Offices({**posts})
    some.circuits[ContactChannel.EMAIL] = Circuit()
    some.circuits[ContactChannel.EMAIL].failed()
    assert not await messenger(shop, some).serve(shop.principal.tenant)
    assert rests == [1.0]
    some.circuits.clear()
    assert not await messenger(shop, some).serve(shop.principal.tenant)
    assert rests == [1.0]
    assert len(posts[ContactChannel.EMAIL].parcels) == 1


def test_who_is_not_there_is_asked_after_a_while_twice_as_long_each_time() -> None:
    now = [0.0]
    circuit = Circuit(lambda: now[0])
    rests: list[float] = []
    for _ in range(8):
        rests.append(circuit.failed())
        assert circuit.failed() == rests[-1]
        now[0] += rests[-1]
        assert not circuit.is_open()
    assert rests == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    circuit.worked()
    assert circuit.failed() == 1.0


def test_without_a_server_messages_are_kept() -> None:
    posts = dict(offices(SETTINGS).posts)
    shop = posts.pop(ContactChannel.WEBHOOK)
    push = posts.pop(ContactChannel.PUSH)
    assert all(isinstance(each, Shelf) for each in posts.values())
    # A shop is there for itself, and so are browsers.
    assert isinstance(shop, Direct)
    assert isinstance(push, Devices)
    assert isinstance(push.apps, Shelf)
