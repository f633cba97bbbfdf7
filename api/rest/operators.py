"""To run the platform over REST: tenants, their quotas and their keys.

Who asks holds a key with the scope `operator`, which is given at the terminal only.
What they ask for is done in a unit of the tenant that the address names, as at the
terminal; that tenant's audit trail says by which key.
"""

import re
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated, Any, TypeAlias
from uuid import uuid5

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as StarletteRoute

from api import authentication
from api.rest.answering import answer
from api.rest.decoding import decode
from api.rest.routing import IDEMPOTENCY_KEY, Endpoint, Route, caller, serve
from api.rest.schemas import Json
from domain import tenants
from domain.kernel import (
    OPERATOR,
    BadCursor,
    Page,
    Principal,
    Refusal,
    TenantId,
    UseCase,
    ids,
    pages,
)
from domain.kernel.database import Engine
from domain.kernel.ids import identifier, uuid7
from domain.kernel.types import Cursor, PageSize
from domain.tenants import Tenant, TenantNotFound

TENANTS = "/v1/operator/tenants"
TENANT = f"{TENANTS}/{{tenant_id}}"
TENANT_ID = re.compile("tnt_[0-9a-f]{32}")
Named: TypeAlias = Annotated[str, identifier("tnt")]
PAGE = {
    "type": "object",
    "properties": {
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/Tenant"}},
        "next": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
    "required": ["items", "next"],
}
NAMED = {
    "name": "tenant_id",
    "in": "path",
    "required": True,
    "description": "The tenant, as `stamgast tenant list` shows it.",
    "schema": {"type": "string", "pattern": "^tnt_[0-9a-f]{32}$"},
    "example": f"tnt_{'0' * 32}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTenants:
    """Ask for all tenants, the first one first."""

    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorRoute(Route):
    """A use case for a tenant that the address names, for whoever runs the platform."""

    beside: frozenset[str] = frozenset({"tenant_id"})
    refusals: tuple[type[Refusal], ...] = (TenantNotFound,)

    async def asks(self, request: Request) -> Principal:
        """Return whoever runs the platform, at work on the tenant, or refuse."""
        asking = await operator(request)
        principal = tenants.operating(_tenant(request, asking), asking.actor)
        if self.path != TENANTS:
            # What is asked of nobody is not there, whatever it is.
            platform = authentication.platform(request)
            await platform.run(tenants.find, tenants.Find(), principal)
        return principal

    def describe(self, operation: Json) -> Json:
        """Tell of the tenant, of the scope, and by another name."""
        name = operation["operationId"].replace("tenants.", "operator.", 1)
        told = operation["description"].partition("Needs scope")[0]
        named = [NAMED] if self.path != TENANTS else []
        return operation | {
            "operationId": name,
            "tags": ["operator"],
            "description": f"{told}Needs scope `{OPERATOR}`.",
            "security": [{"secretKey": [OPERATOR]}],
            "parameters": [*named, *operation["parameters"]],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantsRoute(OperatorRoute):
    """Lists all tenants, each read in a unit of its own."""

    # Whose connection may look across tenants, at their identifiers.
    watch: Engine | None = None

    def describe(self, operation: Json) -> Json:
        """Tell of a page."""
        described = OperatorRoute.describe(self, operation)
        of_page = [
            {"name": "after", "in": "query", "schema": {"type": "string"}},
            {
                "name": "limit",
                "in": "query",
                "schema": {"type": "integer", "minimum": 1, "maximum": 100},
            },
        ]
        page = {"application/json": {"schema": PAGE}}
        responses = operation["responses"]
        return described | {
            "operationId": "operator.list_tenants",
            "summary": "Return a page of all tenants, the first one first.",
            "parameters": [*of_page, *operation["parameters"]],
            "responses": responses | {"200": responses["200"] | {"content": page}},
        }

    def endpoint(self, *, findable: bool) -> Endpoint:
        """Return what answers here."""

        async def answered(request: Request) -> Response:
            asking = await operator(request)
            command = await decode(request, ListTenants, self.body_bytes_max)
            page = await self._page(request, asking, command)
            return answer(request, page, self.status, findable=findable)

        return answered

    async def _page(
        self, request: Request, asking: Principal, command: ListTenants
    ) -> Page[Tenant]:
        assert self.watch is not None, "it is told which when it is served"
        after = ""
        if command.after is not None:
            (after,) = pages.place(command.after, tuple[Named])
        some = await tenants.some_tenants(self.watch, after, command.limit + 1)
        run = authentication.platform(request).run
        there = [tenants.operating(each, asking.actor) for each in some]
        found = [await run(tenants.find, tenants.Find(), each) for each in there]
        return pages.page(found, command.limit, lambda tenant: (tenant.id,))


async def operator(request: Request) -> Principal:
    """Return who asks, if they run the platform, or refuse."""
    asking = await caller(request)
    asking.require(OPERATOR)
    return asking


def _tenant(request: Request, asking: Principal) -> TenantId:
    """Return the tenant that an address names; of one to come, the same if it repeats.

    Who makes a tenant under a key makes one, as its identifier follows from the key.
    """
    named = request.path_params.pop("tenant_id", None)
    if named is not None:
        if not TENANT_ID.fullmatch(named):
            raise TenantNotFound
        return TenantId(ids.decode(named))
    key = request.headers.get(IDEMPOTENCY_KEY)
    return TenantId(uuid7() if key is None else uuid5(asking.tenant, key))


def _route(
    method: str,
    path: str,
    use_case: UseCase[Any, Any],
    status: HTTPStatus = HTTPStatus.OK,
) -> OperatorRoute:
    return OperatorRoute(method=method, path=path, use_case=use_case, status=status)


LISTING = TenantsRoute(
    method="GET",
    path=TENANTS,
    use_case=tenants.find,
    status=HTTPStatus.OK,
    refusals=(BadCursor,),
)
OPERATING: tuple[OperatorRoute, ...] = (
    LISTING,
    _route("POST", TENANTS, tenants.create, HTTPStatus.CREATED),
    _route("GET", TENANT, tenants.find),
    _route("PUT", f"{TENANT}/status", tenants.set_status),
    _route("PUT", f"{TENANT}/quota", tenants.set_quota),
    _route("GET", f"{TENANT}/keys", tenants.list_keys),
    _route("POST", f"{TENANT}/keys", tenants.create_key, HTTPStatus.CREATED),
    _route("GET", f"{TENANT}/keys/{{key_id}}", tenants.find_key),
    _route("DELETE", f"{TENANT}/keys/{{key_id}}", tenants.revoke_key),
    _route(
        *("POST", f"{TENANT}/keys/{{key_id}}/rotations"),
        tenants.rotate_key,
        HTTPStatus.CREATED,
    ),
)


def served(watch: Engine) -> list[StarletteRoute]:
    """Make the routes of whoever runs the platform."""
    return serve((replace(LISTING, watch=watch), *OPERATING[1:]))
