"""The post: messages to a mail server over open connections, or kept to be read here.

A connection is there before anything is handed over, so that customers are held for the
hand-off alone. What a server said is read off its code; of a connection that was lost
meanwhile nobody knows what became of its message, and nothing is told of it.
"""

from dataclasses import dataclass, field
from typing import Protocol

import aiosmtplib

from domain.consent import ContactChannel
from domain.mails import Outcome
from domain.messages import Parcel, Told
from domain.settings import Settings
from workers.ports import mime, smtp
from workers.ports.dkim import Signer
from workers.ports.mail import PERMANENT, Server
from workers.ports.smtp import ADDRESS, YES, Line, LostError, Reply, UnsentError

# What no server could be asked for (RFC 5321: 553, mailbox name not allowed).
NO_ADDRESS = 553
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
    idle: list[Line] = field(default_factory=list[Line])

    async def open(self) -> frozenset[ContactChannel]:
        """Have a connection, or raise `ProviderDownError`."""
        self.idle.append(self._kept() or await self._connected())
        return frozenset({ContactChannel.EMAIL})

    async def hand_over(self, parcel: Parcel) -> Told | None:
        """Hand a message over and tell what the server said."""
        to = parcel.content.to
        if ADDRESS.fullmatch(to) is None:
            return _told(parcel, Reply(NO_ADDRESS, ""))
        letter = mime.mail(parcel, self.sender, self.signer)
        line = self._kept() or await self._connected()
        try:
            reply = await line.carry(self.sender, to, letter)
        except LostError:
            line.close()
            return None
        except UnsentError as error:
            line.close()
            raise ProviderDownError(str(error)) from error
        except BaseException:
            line.close()
            raise
        self.idle.append(line)
        return _told(parcel, reply)

    async def close(self) -> None:
        """Close every connection."""
        while self.idle:
            self.idle.pop().close()

    def _kept(self) -> Line | None:
        """Return a connection that is open, if there is one.

        A server ends those that lie idle, and says so to nobody who asks late.
        """
        while self.idle:
            line = self.idle.pop()
            if line.is_open:
                return line
            line.close()
        return None

    async def _connected(self) -> Line:
        try:
            return await smtp.connected(self.server)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise ProviderDownError(type(error).__name__) from error


def mail_server(settings: Settings, url: str) -> Smtp:
    """Return the mail server that messages are handed to here."""
    signer = None
    if settings.dkim_key is not None:
        domain = settings.mail_from.rpartition("@")[2]
        signer = Signer.of(settings.dkim_key, domain, settings.dkim_selector)
    return Smtp(Server.of(url), settings.mail_from, signer)


def _told(parcel: Parcel, reply: Reply) -> Told:
    """Tell what a server said: 452 is for later, 5xx for ever."""
    if reply.code in YES:
        return Told(
            message_id=parcel.message_id,
            outcome=Outcome.ACCEPTED,
            reply=reply.text.partition(" ")[0] or str(reply.code),
        )
    permanent = reply.code in PERMANENT
    return Told(
        message_id=parcel.message_id,
        outcome=Outcome.REFUSED if permanent else Outcome.LATER,
        reply=str(reply.code),
        content=parcel.content if permanent else None,
        unknown=permanent and reply.text.startswith(NOBODY),
    )
