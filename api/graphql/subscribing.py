"""Answers that come by themselves: what is watched is answered again when it changes.

An operation that watches is executed as a query is, whenever there may be news of the
customer that it led to, and its answer is sent if it is another than before. What asks
or does something is answered once, and that is the end.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

import msgspec
from graphql import OperationType
from starlette.requests import HTTPConnection
from starlette.responses import Response

from api import authentication
from api import limits as rates
from api.authentication import Caller
from api.graphql import asking, messages
from api.graphql.asking import Admitted
from api.graphql.documents import Documents
from api.graphql.problems import RequestRefused, of_refusal
from api.limits import TooManyRequests
from api.live import Live
from api.watching import BEAT, EventStream, Reading, watch
from domain.kernel import Refusal

COMPLETE = b"event: complete\ndata:\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """An operation that was admitted, and who has it answered again and again."""

    http: HTTPConnection
    caller: Caller
    documents: Documents
    admitted: Admitted

    async def answers(self) -> AsyncGenerator[bytes]:
        """Return the answers, of which the first is there already, or refuse."""
        live: Live = self.http.app.state.live
        live.refuse_if_full()
        first = await self._read()
        principal = await self.caller.principal()
        return watch(live, principal.tenant, first, self._read_again)

    async def _read(self) -> Reading:
        principal = await self.caller.principal()
        platform = self.caller.access.platform
        found = await asking.answer(self.documents, self.admitted, platform, principal)
        watches = self.admitted.kind is OperationType.SUBSCRIPTION
        return Reading(
            body=msgspec.json.encode(asking.content(found.result)),
            whom=found.whom if watches else None,
        )

    async def _read_again(self) -> Reading:
        """Read when that can be paid for, as another request would be."""
        principal = await self.caller.principal()
        cost, paid = 1 + self.admitted.more, False
        while not paid:
            try:
                await rates.spend(self.http, principal, cost)
            except TooManyRequests as refusal:
                await asyncio.sleep(refusal.retry_after_s)
            else:
                paid = True
        return await self._read()


async def stream(
    http: HTTPConnection, documents: Documents, admitted: Admitted
) -> Response:
    """Answer with events as `graphql-sse` has them: one connection, one operation."""
    subscribed = Subscribed(
        http=http,
        caller=authentication.caller(http),
        documents=documents,
        admitted=admitted,
    )
    return EventStream(_events(await subscribed.answers()))


async def _events(answers: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    async with aclosing(answers):
        try:
            async for body in answers:
                yield _next(body) if body else BEAT
        except RequestRefused as error:
            yield _next(refusal_of(error))
        except Refusal as error:
            yield _next(refusal_of(of_refusal(error)))
    yield COMPLETE


def refusal_of(error: RequestRefused) -> bytes:
    """Return what is told of a no that came when something had been answered."""
    return msgspec.json.encode({"errors": messages.told(error)})


def _next(body: bytes) -> bytes:
    return b"".join((b"event: next\ndata: ", body, b"\n\n"))
