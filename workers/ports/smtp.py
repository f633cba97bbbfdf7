"""SMTP over connections that stay open: a mail takes two journeys, not four (RFC 2920).

`aiosmtplib` connects, encrypts and signs in. From then on the connection is ours: what
opens a mail travels at once where the server takes that, and what is not base64 already
is not looked through four times.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

import aiosmtplib

from workers.ports.mail import Server

TIMEOUT_S = 12.0
GO_ON, YES = 354, range(200, 300)
# A server that says more than this is none.
REPLY_BYTES_MAX = 32 * 1024
# What stands between < and > of an envelope, in ASCII (RFC 5321, 4.1.2).
ADDRESS = re.compile(r"^[!-;=?-~]+@[!-;=?-~]+$")


class Reply(NamedTuple):
    """What a server said: its code, and the rest of its last line."""

    code: int
    text: str


class UnsentError(Exception):
    """The connection was lost before the mail was on its way: nobody has it."""


class LostError(Exception):
    """The connection was lost with the mail on its way: nobody knows who has it."""


class Talk(asyncio.Protocol):
    """One side of a conversation: what is said to us, a reply at a time."""

    def __init__(self) -> None:
        """Have heard nothing yet."""
        self.heard = b""
        self.replies: list[Reply] = []
        self.wanted = 0
        self.waiter: asyncio.Future[None] | None = None
        self.is_lost = False

    def data_received(self, data: bytes) -> None:
        """Take replies apart; of several lines, the last one counts."""
        *lines, self.heard = (self.heard + data).split(b"\n")
        for line in lines:
            if line[3:4] != b"-":
                code = int(line[:3]) if line[:3].isdigit() else 0
                text = line[4:].strip().decode("ascii", "replace")
                self.replies.append(Reply(code, text))
        if len(self.heard) > REPLY_BYTES_MAX or len(self.replies) > self.wanted:
            # What nobody asked for is no answer to what is asked next.
            self.connection_lost(None)
        elif len(self.replies) == self.wanted:
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Answer nobody any more."""
        del exc
        self.is_lost = True
        self._wake()

    async def listen(self, count: int) -> Sequence[Reply]:
        """Return so many replies; fewer if the connection is lost before."""
        self.wanted = count
        if len(self.replies) < count and not self.is_lost:
            self.waiter = asyncio.get_running_loop().create_future()
            await self.waiter
        told, self.replies, self.wanted = self.replies, [], 0
        return told

    def _wake(self) -> None:
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_result(None)


@dataclass(frozen=True, slots=True)
class Line:
    """An open connection to a mail server, which carries a mail at a time."""

    # It holds what it opened for as long as somebody holds it.
    opener: aiosmtplib.SMTP
    transport: asyncio.Transport
    talk: Talk
    at_once: bool

    @property
    def is_open(self) -> bool:
        """Tell whether the server has not left yet."""
        return not self.talk.is_lost and not self.transport.is_closing()

    async def carry(self, sender: str, to: str, letter: bytes) -> Reply:
        """Hand a mail over and return what the server said to it.

        It raises `UnsentError` or `LostError`; then, the line is of no more use.
        """
        letter = _stuffed(letter)
        opening = (f"MAIL FROM:<{sender}>", f"RCPT TO:<{to}>", "DATA")
        try:
            async with asyncio.timeout(TIMEOUT_S):
                said = await self._open(opening)
        except TimeoutError as error:
            raise UnsentError("TimeoutError") from error
        *envelope, last = said
        refused = next((each for each in envelope if each.code not in YES), None)
        if last.code == GO_ON and refused is None:
            return await self._deliver(letter)
        await self._take_back(empty=last.code == GO_ON)
        told = refused or last
        if told.code in YES:
            raise UnsentError(str(told.code))
        return told

    def close(self) -> None:
        """Leave, and tell the server so."""
        if self.is_open:
            self.transport.write(b"QUIT\r\n")
        self.transport.close()

    async def _open(self, commands: Sequence[str]) -> Sequence[Reply]:
        """Say what opens a mail; where that takes turns, up to the first refusal."""
        turns = [commands] if self.at_once else [[each] for each in commands]
        said: list[Reply] = []
        for turn in turns:
            said += await self._ask("".join(f"{each}\r\n" for each in turn), len(turn))
            if said[-1].code not in YES:
                break
        return said

    async def _ask(self, text: str, count: int) -> Sequence[Reply]:
        if not self.is_open:
            raise UnsentError("gone")
        self.transport.write(text.encode())
        said = await self.talk.listen(count)
        if len(said) < count:
            raise UnsentError(str(said[-1].code) if said else "gone")
        return said

    async def _deliver(self, letter: bytes) -> Reply:
        if not self.is_open:
            raise UnsentError("gone")
        self.transport.write(letter)
        try:
            async with asyncio.timeout(TIMEOUT_S):
                said = await self.talk.listen(1)
        except TimeoutError as error:
            raise LostError from error
        if not said:
            raise LostError
        return said[0]

    async def _take_back(self, *, empty: bool) -> None:
        """Begin anew; a server that waits for a letter gets one without a word."""
        try:
            async with asyncio.timeout(TIMEOUT_S):
                if empty:
                    await self._ask(".\r\n", 1)
                await self._ask("RSET\r\n", 1)
        except (TimeoutError, UnsentError):
            self.transport.close()


async def connected(server: Server) -> Line:
    """Return a new connection; raises what `aiosmtplib` raises, and OSError."""
    opener = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.tls,
        timeout=TIMEOUT_S,
    )
    await opener.connect()
    if opener.is_ehlo_or_helo_needed:
        await opener.ehlo()
    at_once = opener.supports_extension("pipelining")
    transport = cast("asyncio.Transport", opener.transport)
    talk = Talk()
    transport.set_protocol(talk)
    return Line(opener, transport, talk, at_once)


def _stuffed(letter: bytes) -> bytes:
    """Return a letter as it travels: its own lines begin with no single dot."""
    if b"\r\n." in letter:
        letter = letter.replace(b"\r\n.", b"\r\n..")
    return letter + (b".\r\n" if letter.endswith(b"\r\n") else b"\r\n.\r\n")
