"""Watching a customer: what is read is sent when it differs from what was sent before.

Nothing is known here of what is read and of how it is sent.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeAlias

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.live import Live
from api.rest.answering import NO_STORE
from domain.kernel import CustomerId, TenantId

# Something is said this often, so that what lies between us keeps the line.
BEAT_S = 15.0
# Also without news it is read again: what was told may have been missed.
READ_AGAIN_S = 60.0
# What happens within it is told as one.
PAUSE_S = 0.05
BEAT = b": still here\n\n"
# In how many milliseconds who was cut off comes back.
BEGINNING = b"retry: 3000\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read, and of whom there may be news; of nobody, if that is all."""

    body: bytes
    whom: CustomerId | None


# Reads, or returns None where there is nothing to be told any more.
Read: TypeAlias = Callable[[], Awaitable[Reading | None]]


async def watch(
    live: Live, tenant: TenantId, first: Reading, read: Read
) -> AsyncGenerator[bytes]:
    """Yield what is read whenever it is another, and nothing as a sign of life."""
    found: Reading | None = first
    sent = b""
    while found is not None and found.whom is not None:
        # Who was merged meanwhile is watched as who they are.
        whom = found.whom
        with live.watching(tenant, whom) as woken:
            # What happened before anybody watched is not told any more.
            found = await read()
            while found is not None and found.whom == whom:
                if found.body != sent:
                    sent = found.body
                    yield sent
                async for beat in _until(live, woken):
                    yield beat
                found = None if live.closing else await read()
    if found is not None and found.body != sent:
        yield found.body


async def _until(live: Live, woken: asyncio.Event) -> AsyncGenerator[bytes]:
    """Wait until it is to be read again; yield a sign of life now and then."""
    for _ in range(int(READ_AGAIN_S / BEAT_S)):
        try:
            async with asyncio.timeout(BEAT_S):
                await woken.wait()
        except TimeoutError:
            yield b""
        else:
            break
    if not live.closing:
        await asyncio.sleep(PAUSE_S)
        woken.clear()


class EventStream(Response):
    """An answer that goes on until its reader leaves, or it has ended by itself."""

    media_type = "text/event-stream"

    def __init__(self, events: AsyncGenerator[bytes]) -> None:
        """Send what comes, as it comes."""
        self.status_code = HTTPStatus.OK
        self.background = None
        self.events = events
        # A proxy that gathers what it passes on would keep all of it to itself.
        self.init_headers({"Cache-Control": NO_STORE, "X-Accel-Buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until either side ends."""
        del scope
        head = {"status": self.status_code, "headers": self.raw_headers}
        await send({"type": "http.response.start", **head})
        sending = asyncio.create_task(self._send(send))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                await sending
        finally:
            sending.cancel()
            leaving.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)

    async def _send(self, send: Send) -> None:
        async with aclosing(self.events):
            async for chunk in self.events:
                body = {"body": chunk, "more_body": True}
                await send({"type": "http.response.body", **body})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    """Return when nobody reads any more."""
    while (await receive())["type"] != "http.disconnect":
        pass
