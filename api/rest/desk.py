"""The desk: where people ask a shop for what is known of them, without any token.

Who asks is nobody yet; whoever answers the code that came to their address is given a
token of a customer, by which they follow their request and fetch the answer.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from api import authentication, limits
from api.rest.answering import answer
from api.rest.decoding import body
from domain import privacy, tenants
from domain.kernel import (
    Principal,
    Scope,
    TenantId,
    Unit,
    UseCase,
    ids,
)
from domain.kernel.ids import identifier
from domain.kernel.validation import command

C = TypeVar("C")
R = TypeVar("R")

BODY_BYTES_MAX = 16 * 1024
ASK = "/v1/privacy/desk/{tenant_id}/requests"
ANSWER = ASK + "/{request_id}/answer"
# What who showed who they are may do about it.
GRANTED = (
    *("programme:read", "status:read", "customers:read"),
    *("consent:read", "consent:write", "privacy:read", "privacy:write"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Whose desk it is."""

    tenant_id: Annotated[str, identifier("tnt")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Whether the code was right; if so, the request, and a token to follow it by."""

    passed: bool
    request: privacy.AvgRequest | None = None
    token: tenants.IssuedToken | None = None


async def ask(request: Request) -> Response:
    """Ask as whoever reads an address; the answer is the same whoever that is."""
    desk = await _principal(request)
    asked = command(await body(request, BODY_BYTES_MAX), privacy.AskByEmail)
    pending = await _run(request, privacy.ask_by_email, asked, desk)
    return answer(request, pending, HTTPStatus.ACCEPTED, findable=False)


async def enter(request: Request) -> Response:
    """Enter the code that came by mail."""
    desk = await _principal(request)
    named = {"request_id": request.path_params["request_id"]}
    given = await body(request, BODY_BYTES_MAX) | named
    said = command(given, privacy.AnswerCode)
    told = await _run(request, privacy.answer_code, said, desk)
    entered = Entered(passed=told.passed, request=told.request)
    if told.request is not None:
        customer_id = told.request.customer_id

        async def mint(unit: Unit) -> tenants.IssuedToken:
            return await tenants.mint(unit, customer_id, GRANTED)

        token = await authentication.platform(request).perform(mint, desk)
        entered = Entered(passed=True, request=told.request, token=token)
    return answer(request, entered, HTTPStatus.OK, findable=False)


async def _principal(request: Request) -> Principal:
    """Return the desk of a tenant that is served; refuse another, or who asks often."""
    desk = command({"tenant_id": request.path_params["tenant_id"]}, Desk)
    tenant = TenantId(ids.decode(desk.tenant_id))
    scopes = frozenset(map(Scope, GRANTED))
    principal = Principal(tenant=tenant, scopes=scopes, actor="desk")
    await limits.spend(request, principal)
    await authentication.platform(request).perform(
        tenants.refuse_unserved, principal, read_only=True
    )
    return principal


async def _run(
    request: Request, use_case: UseCase[C, R], asked: C, desk: Principal
) -> R:
    return await authentication.platform(request).run(use_case, asked, desk)


routes: tuple[BaseRoute, ...] = (
    Route(ASK, ask, methods=["POST"], name=ASK),
    Route(ANSWER, enter, methods=["POST"], name=ANSWER),
)
