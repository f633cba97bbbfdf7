"""Mail: to the server that settings name, or to nobody where they name none.

SMTP says 4xx for what may yet be taken and 5xx for what never will (RFC 5321, 4.2.1);
the client has one class of exception for both, so it is the code that is read.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Self, TypeAlias
from urllib.parse import unquote, urlsplit

import aiosmtplib

from domain.mails import Handover, Outcome, RecordOutcome
from domain.settings import Settings

TIMEOUT_S = 12.0
PERMANENT = range(500, 600)
REPLY_MAX = 200

# Hands a mail over, and tells what was said to it.
Carry: TypeAlias = Callable[[Handover], Awaitable[RecordOutcome]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server: `smtp://` speaks TLS if the server can, `smtps://` always."""

    host: str
    port: int | None
    user: str | None
    password: str | None
    tls: bool

    @classmethod
    def of(cls, url: str) -> Self:
        """Read a URL, of which user and password may be percent-encoded."""
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("SMTP_URL must be smtp://… or smtps://….")
        return cls(
            host=parts.hostname,
            port=parts.port,
            user=parts.username and unquote(parts.username),
            password=parts.password and unquote(parts.password),
            tls=parts.scheme == "smtps",
        )


def carrier(settings: Settings) -> Carry:
    """Return who hands mails over here."""
    if settings.smtp_url is None:
        return record
    server, sender = Server.of(settings.smtp_url), settings.mail_from

    async def send(handover: Handover) -> RecordOutcome:
        return await hand_over(server, message(handover, sender), handover)

    return send


async def record(handover: Handover) -> RecordOutcome:
    """Keep a mail where nobody has said to whom to hand it."""
    return RecordOutcome(mail_id=handover.mail_id, outcome=Outcome.RECORDED)


async def hand_over(
    server: Server, letter: EmailMessage, handover: Handover
) -> RecordOutcome:
    """Hand a mail to a server and tell what it said."""
    try:
        _, reply = await aiosmtplib.send(
            letter,
            recipients=[handover.to],
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.tls,
            timeout=TIMEOUT_S,
        )
    except aiosmtplib.SMTPRecipientsRefused as refused:
        return _refused(handover, refused.recipients[0].code)
    except aiosmtplib.SMTPResponseException as refused:
        return _refused(handover, refused.code)
    except (aiosmtplib.SMTPException, OSError) as failed:
        name = type(failed).__name__
        return _told(handover, Outcome.LATER, name)
    return _told(handover, Outcome.ACCEPTED, reply)


def message(handover: Handover, sender: str) -> EmailMessage:
    """Return a mail as it travels; the same again has the same Message-ID."""
    letter = EmailMessage()
    local, _, domain = sender.rpartition("@")
    letter["From"] = Address(handover.sender, local, domain)
    letter["To"] = handover.to
    letter["Subject"] = handover.subject
    letter["Date"] = handover.written_at
    letter["Message-ID"] = f"<{handover.mail_id}@{domain}>"
    # RFC 3834: nobody's holiday greeting is wanted in return.
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(handover.text)
    letter.add_alternative(handover.html, subtype="html")
    return letter


def _refused(handover: Handover, code: int) -> RecordOutcome:
    outcome = Outcome.REFUSED if code in PERMANENT else Outcome.LATER
    return _told(handover, outcome, str(code))


def _told(handover: Handover, outcome: Outcome, reply: str) -> RecordOutcome:
    """Return an outcome with the first word of a reply, as the rest may name people."""
    words = reply.split() or [outcome.value]
    return RecordOutcome(
        mail_id=handover.mail_id, outcome=outcome, reply=words[0][:REPLY_MAX]
    )
