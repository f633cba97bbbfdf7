"""The post: messages to a mail server over open connections, or kept to be read here.

A connection is there before anything is handed over, so that customers are held for the
hand-off alone. What a server said is read off its code; of a connection that was lost
meanwhile nobody knows what became of its message, and nothing is told of it.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

import aiosmtplib
from aiosmtplib import SMTP

from domain.consent import ContactChannel
from domain.mails import Outcome
from domain.messages import Parcel, Told
from domain.settings import Settings
from workers.ports import mime
from workers.ports.dkim import Signer
from workers.ports.mail import PERMANENT, Server

TIMEOUT_S = 12.0
# The enhanced codes (RFC 3463) that say that there is nobody of that name.
NOBODY = "5.1."


class ProviderDownError(Exception):
    """Nobody answers where messages are to be handed over."""


class Post(Protocol):
    """Whatever messages can be handed to."""

    async def open(self) -> frozenset[ContactChannel]:
        """Have a way to hand something over, or raise `ProviderDownError`.

        It returns by which channels.
        """
        ...

    async def hand_over(self, parcel: Parcel) -> Told | None:
        """Hand a message over and tell what was said; None if nobody knows.

        It raises `ProviderDownError` if it surely was not handed over.
        """
        ...

    async def close(self) -> None:
        """Leave nothing open."""
        ...


class Nobody:
    """Takes nothing, where one channel has a provider and this one has none."""

    async def open(self) -> frozenset[ContactChannel]:
        """Be there to refuse."""
        return frozenset(ContactChannel)

    async def hand_over(self, parcel: Parcel) -> Told:
        """Refuse a message."""
        return Told(
            message_id=parcel.message_id, outcome=Outcome.REFUSED, reply="no_provider"
        )

    async def close(self) -> None:
        """Have nothing to close."""


class Shelf:
    """Keeps messages where nobody has said to whom to hand them."""

    async def open(self) -> frozenset[ContactChannel]:
        """Have a place."""
        return frozenset(ContactChannel)

    async def hand_over(self, parcel: Parcel) -> Told:
        """Keep a message."""
        return Told(
            message_id=parcel.message_id,
            outcome=Outcome.RECORDED,
            content=parcel.content,
        )

    async def close(self) -> None:
        """Keep what is kept."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """Hands messages to a mail server, over a few connections that stay open."""

    server: Server
    sender: str
    signer: Signer | None
    idle: list[SMTP] = field(default_factory=list[SMTP])

    async def open(self) -> frozenset[ContactChannel]:
        """Have a connection, or raise `ProviderDownError`."""
        # A server ends connections that lie idle, and says so to nobody who asks late.
        while self.idle and not self.idle[-1].is_connected:
            self.idle.pop()
        if not self.idle:
            self.idle.append(await self._connected())
        return frozenset({ContactChannel.EMAIL})

    async def hand_over(self, parcel: Parcel) -> Told | None:
        """Hand a message over and tell what the server said."""
        signed = mime.mail(parcel, self.sender, self.signer)
        try:
            async with self._connection() as connection:
                errors, reply = await connection.sendmail(
                    self.sender, [parcel.content.to], signed
                )
                del errors
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return _refused(parcel, refused.recipients)
        except aiosmtplib.SMTPResponseException as refused:
            return _refused(parcel, [refused])
        except (aiosmtplib.SMTPException, OSError):
            return None
        code = reply.split()[0] if reply.split() else "accepted"
        return Told(message_id=parcel.message_id, outcome=Outcome.ACCEPTED, reply=code)

    async def close(self) -> None:
        """Close every connection."""
        while self.idle:
            self.idle.pop().close()

    @asynccontextmanager
    async def _connection(self) -> AsyncGenerator[SMTP]:
        """Lend a connection, which is kept unless something went wrong with it."""
        connection = self.idle.pop() if self.idle else await self._connected()
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        self.idle.append(connection)

    async def _connected(self) -> SMTP:
        connection = SMTP(
            hostname=self.server.host,
            port=self.server.port,
            username=self.server.user,
            password=self.server.password,
            use_tls=self.server.tls,
            timeout=TIMEOUT_S,
        )
        try:
            await connection.connect()
        except (aiosmtplib.SMTPException, OSError) as error:
            raise ProviderDownError(type(error).__name__) from error
        return connection


def smtp(settings: Settings, url: str) -> Smtp:
    """Return the mail server that messages are handed to here."""
    signer = None
    if settings.dkim_key is not None:
        domain = settings.mail_from.rpartition("@")[2]
        signer = Signer.of(settings.dkim_key, domain, settings.dkim_selector)
    return Smtp(Server.of(url), settings.mail_from, signer)


def _refused(parcel: Parcel, said: Sequence[aiosmtplib.SMTPResponseException]) -> Told:
    """Tell what a server said no to; 452 is for later, 5xx for ever."""
    first = said[0]
    permanent = first.code in PERMANENT
    return Told(
        message_id=parcel.message_id,
        outcome=Outcome.REFUSED if permanent else Outcome.LATER,
        reply=str(first.code),
        content=parcel.content if permanent else None,
        unknown=permanent and str(first.message).startswith(NOBODY),
    )
