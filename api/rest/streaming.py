"""What a customer looks at as a stream: Server-Sent Events, for as long as one looks.

An event is the whole answer, as `GET …/status` or `GET …/challenges` gives it, and its
id is the ETag that it has there. It is sent when it differs from the one before, and
not for each change.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api import authentication
from api.authentication import Caller
from api.live import Live
from api.rest.answering import tag_of
from api.rest.decoding import decode
from api.rest.routing import BODY_BYTES_MAX, caller
from api.watching import BEAT, BEGINNING, EventStream, Reading, watch
from domain import challenges, draws, leaderboards, status
from domain.kernel import (
    CustomerId,
    Platform,
    Principal,
    Refusal,
    UseCase,
)

STATUS = "/v1/customers/{customer_id}/status/stream"
CHALLENGES = "/v1/customers/{customer_id}/challenges/stream"
COMMUNITY = "/v1/challenges/{challenge}/community/stream"
BOARD = "/v1/leaderboards/{leaderboard}/stream"
DRAW = "/v1/draws/{draw_id}/stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What can be looked at: by which use case, and how it is read when it is time."""

    use_case: UseCase[Any, Any]
    read_now: Callable[[Platform, Any, Principal], Awaitable[Any]]
    # Of whom, or of what, there may be news: by what was asked, and what was found.
    whom: Callable[[Any, Any], CustomerId] = lambda _, found: found.customer_id


def _public(use_case: UseCase[Any, Any], whom: Callable[[Any], CustomerId]) -> View:
    """Return the view of what is nobody's in particular, watched by what is asked."""

    async def now(platform: Platform, command: Any, principal: Principal) -> Any:
        return await platform.run(use_case, command, principal)

    return View(use_case=use_case, read_now=now, whom=lambda asked, _: whom(asked))


VIEWS: Mapping[str, View] = {
    STATUS: View(use_case=status.read_status, read_now=status.read_status_now),
    CHALLENGES: View(
        use_case=challenges.of_customer, read_now=challenges.of_customer_now
    ),
    COMMUNITY: _public(
        challenges.find_community, lambda asked: challenges.topic_of(asked.challenge)
    ),
    BOARD: _public(
        leaderboards.read, lambda asked: leaderboards.topic_of(asked.leaderboard)
    ),
    DRAW: _public(draws.find, lambda asked: draws.topic_of(asked.draw_id)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Somebody who looks at something, and with which credentials."""

    view: View
    caller: Caller
    command: Any

    async def read(self) -> Reading:
        """Return what there is now, if they may still look, or refuse."""
        principal = await self.caller.principal()
        self.view.use_case.authorise(principal, self.command)
        platform = self.caller.access.platform
        found = await self.view.read_now(platform, self.command, principal)
        whom = self.view.whom(self.command, found)
        return Reading(body=msgspec.json.encode(found), whom=whom)

    async def read_again(self) -> Reading | None:
        """Return what there is, or None to whom it is not told any more."""
        try:
            return await self.read()
        except Refusal:
            return None


async def stream(view: View, request: Request) -> Response:
    """Answer with a stream; what is refused is refused at its beginning."""
    principal = await caller(request)
    view.use_case.admit(principal)
    command = await decode(request, view.use_case.command_type, BODY_BYTES_MAX)
    held = authentication.caller(request)
    looking = Looking(view=view, caller=held, command=command)
    live: Live = request.app.state.live
    live.refuse_if_full()
    first = await looking.read()
    bodies = watch(live, principal.tenant, first, looking.read_again)
    return EventStream(_events(bodies, request.headers.get("last-event-id")))


async def _events(
    bodies: AsyncGenerator[bytes], known: str | None
) -> AsyncGenerator[bytes]:
    """Yield what is sent: what there is whenever it is another, and a sign of life."""
    yield BEGINNING
    async with aclosing(bodies):
        async for body in bodies:
            tag = tag_of(body) if body else None
            if tag is None:
                yield BEAT
            elif tag != known:
                known = tag
                yield b"".join((b"id: ", tag.encode(), b"\ndata: ", body, b"\n\n"))


routes = tuple(
    Route(address, partial(stream, view), name=address)
    for address, view in VIEWS.items()
)
