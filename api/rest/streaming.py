"""What a customer looks at as a stream: Server-Sent Events, for as long as one looks.

An event is the whole answer, as `GET …/status` or `GET …/challenges` gives it, and its
id is the ETag that it has there. It is sent when it differs from the one before, and
not for each change.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any, Protocol

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api import authentication
from api.authentication import Access, check_origin
from api.live import Live
from api.rest.answering import NO_STORE, tag_of
from api.rest.decoding import decode
from api.rest.routing import BODY_BYTES_MAX, caller
from domain import challenges, status
from domain.customers import CustomerNotFound
from domain.kernel import (
    CustomerId,
    NotAllowed,
    NotAuthenticated,
    NotYours,
    Platform,
    Principal,
    UseCase,
)

STATUS = "/v1/customers/{customer_id}/status/stream"
CHALLENGES = "/v1/customers/{customer_id}/challenges/stream"
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


class Seen(Protocol):
    """What somebody looks at, and whose it is."""

    @property
    def customer_id(self) -> CustomerId: ...  # noqa: D102 - as the class says


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What can be looked at: by which use case, and how it is read when it is time."""

    use_case: UseCase[Any, Any]
    read_now: Callable[[Platform, Any, Principal], Awaitable[Seen]]


VIEWS: Mapping[str, View] = {
    STATUS: View(use_case=status.read_status, read_now=status.read_status_now),
    CHALLENGES: View(
        use_case=challenges.of_customer, read_now=challenges.of_customer_now
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Somebody who looks at something, and with which credentials."""

    view: View
    access: Access
    principal: Principal
    command: Any
    authorization: str
    origin: str | None
    host: str | None

    async def read(self) -> Seen:
        """Return what there is now, if they may still look, or refuse."""
        known = await self.access.credential(self.authorization)
        check_origin(known, self.origin, self.host)
        self.view.use_case.authorise(known.principal, self.command)
        platform = self.access.platform
        return await self.view.read_now(platform, self.command, known.principal)


async def stream(view: View, request: Request) -> Response:
    """Answer with a stream; what is refused is refused at its beginning."""
    principal = await caller(request)
    view.use_case.admit(principal)
    command = await decode(request, view.use_case.command_type, BODY_BYTES_MAX)
    given = request.headers
    looking = Looking(
        view=view,
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
    live: Live, looking: Looking, first: Seen, known: str | None
) -> AsyncGenerator[bytes]:
    """Yield what is sent: what there is whenever it is another, and a sign of life."""
    yield BEGINNING
    found: Seen | None = first
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


async def _read(looking: Looking) -> Seen | None:
    """Return what there is, or None to whom it is not told any more."""
    try:
        return await looking.read()
    except ENDED:
        return None


routes = tuple(
    Route(address, partial(stream, view), name=address)
    for address, view in VIEWS.items()
)
