"""The GraphQL endpoint: from a request to its answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from inspect import isawaitable
from typing import Any

from graphql import (
    ExecutionResult,
    OperationType,
    execute,  # pyright: ignore[reportUnknownVariableType]
)
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api import authentication
from api import limits as rates
from api.graphql import limits, messages
from api.graphql.context import Context
from api.graphql.documents import Document, Documents, Operation
from api.graphql.messages import JSON, Asked
from api.graphql.problems import RequestRefused, of_refusal, refused, shown
from api.limits import Allowance
from domain.kernel import Platform, Principal, Refusal
from domain.kernel import Scope as Permission

# Who may send documents of their own making, ask for the schema, and get hints.
ADHOC = Permission("graphql:adhoc")
ADDRESS = "/graphql"
# How many objects may be asked for in place of one request more.
COST_PER_TOKEN = 100


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
        document = await self._document(asked, platform, principal)
        operation = document.operation(asked.operation_name)
        variables = asked.variables or {}
        _refuse_what_is_not_for(principal, request, operation)
        requested = operation.measure.hold(variables)
        if requested >= COST_PER_TOKEN:
            more = requested // COST_PER_TOKEN
            allowance = await rates.spend(request, principal, more)
        result = None
        if operation.plan is not None:
            result = await operation.plan(platform, principal, variables)
        if result is None:
            of_query = operation.kind is OperationType.QUERY
            async with Context(platform, principal, of_query) as context:
                result = await self._execute(document, asked, context)
        if result.data is None and _is_of_request(result):
            raise RequestRefused(tuple(result.errors or ()))
        cost: dict[str, Any] = {
            "requestedQueryCost": requested,
            "actualQueryCost": operation.measure.actual(result.data or {}),
        }
        if allowance is not None:
            cost["throttleStatus"] = _throttle(allowance)
        return messages.answer(_content(result, cost), media_type)

    async def _document(
        self, asked: Asked, platform: Platform, principal: Principal
    ) -> Document:
        """Return the document to execute: a trusted one, or the caller's own."""
        adhoc = ADHOC in principal.scopes and not principal.trusted_documents_only
        if asked.document_id is not None:
            text = await self.documents.find(platform, principal, asked.document_id)
            return self.documents.prepare(text, suggest=adhoc)
        if asked.query is None:
            told = "Give a `documentId`, or a `query` if you may."
            raise refused("malformed", told, HTTPStatus.BAD_REQUEST)
        if not adhoc:
            told = "These credentials ask by trusted documents: give a `documentId`."
            raise refused("document_not_trusted", told, HTTPStatus.FORBIDDEN)
        return self.documents.prepare(asked.query, suggest=True)

    async def _execute(
        self, document: Document, asked: Asked, context: Context
    ) -> ExecutionResult:
        result = execute(
            self.documents.schema,
            document.node,
            context_value=context,
            variable_values=asked.variables,
            operation_name=asked.operation_name,
            max_coercion_errors=limits.VARIABLE_ERRORS_MAX,
            hide_suggestions=asked.document_id is not None,
        )
        return await result if isawaitable(result) else result


def _throttle(allowance: Allowance) -> dict[str, int]:
    """Return what a caller may yet ask, counted in objects as costs are."""
    return {
        "maximumAvailable": allowance.size * COST_PER_TOKEN,
        "currentlyAvailable": allowance.left * COST_PER_TOKEN,
        "restoreRate": allowance.per_s * COST_PER_TOKEN,
    }


def _refuse_what_is_not_for(
    principal: Principal, request: Request, operation: Operation
) -> None:
    if operation.kind is not OperationType.QUERY and request.method != "POST":
        told = "Only queries are asked by GET."
        raise refused("method_not_allowed", told, HTTPStatus.METHOD_NOT_ALLOWED)
    if operation.measure.introspects and ADHOC not in principal.scopes:
        told = "These credentials may not ask for the schema."
        raise refused("introspection_not_allowed", told, HTTPStatus.FORBIDDEN)


def _is_of_request(result: ExecutionResult) -> bool:
    """Tell what was wrong before execution from what a field ran into."""
    return all(error.path is None for error in result.errors or ())


def _content(result: ExecutionResult, cost: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {"data": result.data}
    if result.errors:
        content["errors"] = [shown(error, "crashed") for error in result.errors]
    return {**content, "extensions": {"cost": cost}}
