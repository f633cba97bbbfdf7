"""The status of a customer as a stream: Server-Sent Events, for as long as one looks.

An event is the whole status, as `GET …/status` answers it, and its id is the ETag that
it has there. It is sent when it differs from the one before, and not for each change.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from http import HTTPStatus

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api import authentication
from api.authentication import Access, check_origin
from api.live import Live
from api.rest.answering import NO_STORE, tag_of
from api.rest.decoding import decode
from api.rest.routing import BODY_BYTES_MAX, caller
from domain import status
from domain.customers import CustomerNotFound
from domain.kernel import NotAllowed, NotAuthenticated, NotYours, Principal
from domain.status import LoyaltyStatus, ReadStatus

ADDRESS = "/v1/customers/{customer_id}/status/stream"
# Something is said this often, so that what lies between us keeps the line.
BEAT_S = 15.0
# Also without news it is read again: what was told may have been missed.
READ_AGAIN_S = 60.0
# What happens within it is told as one.
PAUSE_S = 0.05
BEAT = b": still here\n\n"
# In how many milliseconds who was cut off comes back.
BEGINNING = b"retry: 3000\n\n"

ENDED = (CustomerNotFound, NotAllowed, NotAuthenticated, NotYours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Somebody who looks at a status, and with which credentials."""

    access: Access
    principal: Principal
    command: ReadStatus
    authorization: str
    origin: str | None
    host: str | None

    async def read(self) -> LoyaltyStatus:
        """Return the status now, if they may still look, or refuse."""
        known = await self.access.credential(self.authorization)
        check_origin(known, self.origin, self.host)
        status.read_status.authorise(known.principal, self.command)
        platform = self.access.platform
        return await status.read_status_now(platform, self.command, known.principal)


async def stream(request: Request) -> Response:
    """Answer with a stream; what is refused is refused at its beginning."""
    principal = await caller(request)
    status.read_status.admit(principal)
    command = await decode(request, ReadStatus, BODY_BYTES_MAX)
    given = request.headers
    looking = Looking(
        access=authentication.access(request),
        principal=principal,
        command=command,
        authorization=given.get("authorization", ""),
        origin=given.get("origin"),
        host=given.get("host"),
    )
    first = await looking.read()
    live: Live = request.app.state.live
    known = given.get("last-event-id")
    return EventStream(_events(live, looking, first, known))


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


async def _events(
    live: Live, looking: Looking, first: LoyaltyStatus, known: str | None
) -> AsyncGenerator[bytes]:
    """Yield what is sent: the status whenever it is another, and a sign of life."""
    yield BEGINNING
    found: LoyaltyStatus | None = first
    while found is not None:
        # Who was merged meanwhile is watched as who they are.
        whom = found.customer_id
        with live.watching(looking.principal.tenant, whom) as woken:
            # What happened before anybody watched is not told any more.
            found = await _read(looking)
            while found is not None and found.customer_id == whom:
                body = msgspec.json.encode(found)
                tag = tag_of(body)
                if tag != known:
                    yield b"".join((b"id: ", tag.encode(), b"\ndata: ", body, b"\n\n"))
                    known = tag
                async for beat in _until(live, woken):
                    yield beat
                found = None if live.closing else await _read(looking)


async def _until(live: Live, woken: asyncio.Event) -> AsyncGenerator[bytes]:
    """Wait until it is to be read again; yield a sign of life now and then."""
    for _ in range(int(READ_AGAIN_S / BEAT_S)):
        try:
            async with asyncio.timeout(BEAT_S):
                await woken.wait()
        except TimeoutError:
            yield BEAT
        else:
            break
    if not live.closing:
        await asyncio.sleep(PAUSE_S)
        woken.clear()


async def _read(looking: Looking) -> LoyaltyStatus | None:
    """Return the status, or None to whom it is not told any more."""
    try:
        return await looking.read()
    except ENDED:
        return None
