"""Mails over SMTP, to a server that listens, and by the way that news takes."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from domain import mails
from domain.kernel.outbox import outbox
from domain.mails import Handover, MailState, Outcome
from domain.settings import Settings
from tests.domain.mails.letters import found, written
from tests.world import NOON, World
from workers.ports import mail
from workers.react import Reactor
from workers.subscriptions import errands

SETTINGS = Settings(
    database_url="", redis_url="", master_key=bytes(32), host="127.0.0.1", port=0
)
HANDOVER = Handover(
    mail_id="mai_" + "1" * 32,
    sender="Café De Hoek",
    to="ann@example.com",
    subject="Uw verzoek en bevestiging",
    text="Uw code is 123456.\n",
    html="<!doctype html><p>Uw code is <b>123456</b>.</p>",
    written_at=NOON,
)


@dataclass
class Listener:
    """A mail server that says what it is told to say to each recipient."""

    port: int = 0
    reply: str = "250 OK"
    heard: list[bytes] = field(default_factory=list[bytes])

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(b"220 here\r\n")
        while line := (await reader.readline()).upper():
            if line.startswith(b"DATA"):
                writer.write(b"354 go on\r\n")
                self.heard.append(await reader.readuntil(b"\r\n.\r\n"))
            if line.startswith(b"QUIT"):
                break
            told = self.reply if line.startswith(b"RCPT") else "250 OK"
            writer.write(f"{told}\r\n".encode())
        writer.close()

    def letters(self) -> list[EmailMessage]:
        return [
            message_from_bytes(each[:-3], policy=policy.default) for each in self.heard
        ]  # pyright: ignore[reportReturnType]


@asynccontextmanager
async def listening(listener: Listener) -> AsyncGenerator[Settings]:
    server = await asyncio.start_server(listener.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield replace(
            SETTINGS,
            smtp_url=f"smtp://127.0.0.1:{port}",
            mail_from="no-reply@hoek.example",
        )


async def test_a_mail_is_handed_to_the_server_that_is_named() -> None:
    listener = Listener()
    async with listening(listener) as settings:
        told = await mail.carrier(settings)(HANDOVER)
    assert (told.outcome, told.reply) == (Outcome.ACCEPTED, "OK")
    (letter,) = listener.letters()
    assert letter["From"] == "Café De Hoek <no-reply@hoek.example>"
    assert letter["To"] == "ann@example.com"
    assert letter["Subject"] == "Uw verzoek en bevestiging"
    assert letter["Message-ID"] == f"<{HANDOVER.mail_id}@hoek.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    plain, html = letter.iter_parts()
    assert plain.get_content() == "Uw code is 123456.\r\n"
    assert html.get_content_type() == "text/html"
    assert "<b>123456</b>" in html.get_content()


@pytest.mark.parametrize(
    ("said", "outcome", "reply"),
    [
        ("550 5.1.1 Nobody of that name", Outcome.REFUSED, "550"),
        ("452 4.2.2 Full", Outcome.LATER, "452"),
        ("421 4.3.2 Going down", Outcome.LATER, "421"),
    ],
)
async def test_it_is_the_code_that_says_whether_to_try_again(
    said: str, outcome: Outcome, reply: str
) -> None:
    async with listening(Listener(reply=said)) as settings:
        told = await mail.carrier(settings)(HANDOVER)
    assert (told.outcome, told.reply) == (outcome, reply)


async def test_where_nobody_listens_it_is_tried_again() -> None:
    async with listening(Listener()) as settings:
        pass
    told = await mail.carrier(settings)(HANDOVER)
    assert told.outcome is Outcome.LATER


def test_a_server_is_named_by_a_url() -> None:
    server = mail.Server.of("smtps://us%40er:p%3Aw@mail.example:466")
    assert (server.host, server.port, server.tls) == ("mail.example", 466, True)
    assert (server.user, server.password) == ("us@er", "p:w")
    with pytest.raises(ValueError, match="SMTP_URL"):
        mail.Server.of("https://mail.example")


def test_a_server_needs_an_address_of_the_sender() -> None:
    given = {
        "DATABASE_URL": "x",
        "REDIS_URL": "y",
        "STAMGAST_MASTER_KEY": "A" * 43 + "=",
        "SMTP_URL": "smtp://mail.example",
    }
    with pytest.raises(ValueError, match="MAIL_FROM"):
        Settings.of(given)
    settings = Settings.of({**given, "MAIL_FROM": "a@b.example"})
    assert settings.mail_from == "a@b.example"


async def test_a_mail_that_is_written_is_handed_over_by_its_news(shop: World) -> None:
    listener = Listener()
    async with listening(listener) as settings:
        mail_id = await written(shop)
        (message,) = [
            row["id"]
            for row in await shop.rows(outbox)
            if row["name"] == mails.MailDue.name
        ]
        reactor = Reactor(shop.platform, errands(settings))
        for _ in range(2):
            await reactor.react(shop.principal.tenant, message)
    assert len(listener.heard) == 1
    assert (await found(shop, mail_id)).state is MailState.ACCEPTED


async def test_without_a_server_it_is_kept(shop: World) -> None:
    mail_id = await written(shop)
    taken = Reactor(shop.platform, errands(SETTINGS))
    for row in await shop.rows(outbox):
        if row["name"] in taken.awaited:
            await taken.react(shop.principal.tenant, row["id"])
    assert (await found(shop, mail_id)).state is MailState.RECORDED
