"""The GraphQL endpoint: from a request to its answer, or to a stream of answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from graphql import OperationType
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api import authentication
from api import limits as rates
from api.graphql import asking, messages, subscribing
from api.graphql.asking import Admitted
from api.graphql.documents import Documents
from api.graphql.messages import EVENTS, JSON
from api.graphql.problems import RequestRefused, of_refusal, refused
from domain.kernel import Principal, Refusal

ADDRESS = "/graphql"


@dataclass(frozen=True, slots=True)
class Graph:
    """The ASGI application at `/graphql`."""

    documents: Documents
    principal: Callable[[Request], Awaitable[Principal]] = authentication.principal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, also if the answer is no."""
        scope["route"] = ADDRESS
        request = Request(scope, receive)
        media_type = JSON
        try:
            media_type = messages.media_type(request.headers.get("accept"))
            response = await self._answer(request, media_type)
        except RequestRefused as error:
            response = messages.refusal(error, media_type)
        except Refusal as error:
            response = messages.refusal(of_refusal(error), media_type)
        await response(scope, receive, send)

    async def _answer(self, request: Request, media_type: str) -> Response:
        asked = await messages.asked(request)
        platform = authentication.platform(request)
        principal = await self.principal(request)
        allowance = await rates.spend(request, principal)
        admitted = await asking.admit(self.documents, asked, platform, principal)
        _refuse_what_is_not_for(request, media_type, admitted)
        if admitted.more:
            allowance = await rates.spend(request, principal, admitted.more)
        if media_type == EVENTS:
            return await subscribing.stream(request, self.documents, admitted)
        result = (
            await asking.answer(self.documents, admitted, platform, principal)
        ).result
        cost = asking.costs(admitted, result, allowance)
        told = {**asking.content(result), "extensions": {"cost": cost}}
        return messages.answer(told, media_type)


def _refuse_what_is_not_for(
    request: Request, media_type: str, admitted: Admitted
) -> None:
    if admitted.kind is OperationType.MUTATION and request.method != "POST":
        told = "Only queries are asked by GET."
        raise refused("method_not_allowed", told, HTTPStatus.METHOD_NOT_ALLOWED)
    if admitted.kind is OperationType.SUBSCRIPTION and media_type != EVENTS:
        told = f"What is watched comes as {EVENTS}, or over a WebSocket."
        raise refused("not_acceptable", told, HTTPStatus.NOT_ACCEPTABLE)
