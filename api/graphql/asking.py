"""What is asked in the graph: who may ask it, what it costs, and what it leads to."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from inspect import isawaitable
from typing import Any

from graphql import (
    ExecutionResult,
    OperationType,
    execute,  # pyright: ignore[reportUnknownVariableType]
)

from api.graphql import limits
from api.graphql.context import Context
from api.graphql.documents import Document, Documents, Operation
from api.graphql.messages import Asked
from api.graphql.problems import RequestRefused, refused, shown
from api.limits import Allowance
from domain.kernel import CustomerId, Platform, Principal, Scope

# Who may send documents of their own making, ask for the schema, and get hints.
ADHOC = Scope("graphql:adhoc")
# How many objects may be asked for in place of one request more.
COST_PER_TOKEN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """An operation that may be executed, and what it is expected to cost."""

    asked: Asked
    document: Document
    operation: Operation
    variables: Mapping[str, Any]
    requested: int

    @property
    def kind(self) -> OperationType:
        """Return whether it asks, does or watches something."""
        return self.operation.kind

    @property
    def more(self) -> int:
        """Return how many requests more it is worth."""
        return self.requested // COST_PER_TOKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What an operation led to, and whom of it there may be news, if it watches."""

    result: ExecutionResult
    whom: CustomerId | None


async def admit(
    documents: Documents, asked: Asked, platform: Platform, principal: Principal
) -> Admitted:
    """Return what may be executed for a caller, or refuse."""
    document = await _document(documents, asked, platform, principal)
    operation = document.operation(asked.operation_name)
    if operation.measure.introspects and ADHOC not in principal.scopes:
        told = "These credentials may not ask for the schema."
        raise refused("introspection_not_allowed", told, HTTPStatus.FORBIDDEN)
    variables = asked.variables or {}
    return Admitted(
        asked=asked,
        document=document,
        operation=operation,
        variables=variables,
        requested=operation.measure.hold(variables),
    )


async def answer(
    documents: Documents, admitted: Admitted, platform: Platform, principal: Principal
) -> Answered:
    """Execute an operation, or refuse what is wrong with its variables."""
    plan = admitted.operation.plan
    if plan is not None:
        result = await plan(platform, principal, admitted.variables)
        if result is not None:
            whom = plan.whom(principal, admitted.variables)
            return Answered(result=result, whom=whom)
    of_query = admitted.kind is not OperationType.MUTATION
    async with Context(platform, principal, of_query) as context:
        result = await _execute(documents, admitted, context)
    if result.data is None and _is_of_request(result):
        raise RequestRefused(tuple(result.errors or ()))
    return Answered(result=result, whom=context.whom)


def content(result: ExecutionResult) -> dict[str, Any]:
    """Return what a client is told of a result."""
    told: dict[str, Any] = {"data": result.data}
    if result.errors:
        told["errors"] = [shown(error, "crashed") for error in result.errors]
    return told


def costs(
    admitted: Admitted, result: ExecutionResult, allowance: Allowance | None
) -> dict[str, Any]:
    """Return what a client is told of the cost, as Shopify's clients read it."""
    cost: dict[str, Any] = {
        "requestedQueryCost": admitted.requested,
        "actualQueryCost": admitted.operation.measure.actual(result.data or {}),
    }
    if allowance is not None:
        cost["throttleStatus"] = {
            "maximumAvailable": allowance.size * COST_PER_TOKEN,
            "currentlyAvailable": allowance.left * COST_PER_TOKEN,
            "restoreRate": int(allowance.per_s) * COST_PER_TOKEN,
        }
    return cost


async def _document(
    documents: Documents, asked: Asked, platform: Platform, principal: Principal
) -> Document:
    """Return the document to execute: a trusted one, or the caller's own."""
    adhoc = ADHOC in principal.scopes and not principal.trusted_documents_only
    if asked.document_id is not None:
        text = await documents.find(platform, principal, asked.document_id)
        return documents.prepare(text, suggest=adhoc)
    if asked.query is None:
        told = "Give a `documentId`, or a `query` if you may."
        raise refused("malformed", told, HTTPStatus.BAD_REQUEST)
    if not adhoc:
        told = "These credentials ask by trusted documents: give a `documentId`."
        raise refused("document_not_trusted", told, HTTPStatus.FORBIDDEN)
    return documents.prepare(asked.query, suggest=True)


async def _execute(
    documents: Documents, admitted: Admitted, context: Context
) -> ExecutionResult:
    asked = admitted.asked
    result = execute(
        documents.schema,
        admitted.document.node,
        context_value=context,
        variable_values=asked.variables,
        operation_name=asked.operation_name,
        max_coercion_errors=limits.VARIABLE_ERRORS_MAX,
        hide_suggestions=asked.document_id is not None,
    )
    return await result if isawaitable(result) else result


def _is_of_request(result: ExecutionResult) -> bool:
    """Tell what was wrong before execution from what a field ran into."""
    return all(error.path is None for error in result.errors or ())
