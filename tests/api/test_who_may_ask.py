"""Every address asks for a credential and a scope before it looks at anything else."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from httpx import AsyncClient, Response
from starlette.applications import Starlette

from api import rest
from api.rest.routes import ROUTES
from api.rest.routing import Route
from domain import tenants
from domain.kernel import CustomerId, Unit
from tests.api.conftest import client
from tests.world import SCOPES, World, issue_key

SHOP = "https://shop.example"
ANN: CustomerId = "cus_" + "a" * 32


async def ask(caller: AsyncClient, route: Route, **headers: str) -> Response:
    """Ask at an address for nothing in particular."""
    path = route.path.format_map(Named())
    return await caller.request(route.method, path, headers=headers)


class Named(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        del key
        return ANN


def code(answer: Response) -> str:
    return answer.json()["type"].removeprefix("/problems/")


def test_every_feature_is_served() -> None:
    modules = (import_module(f"api.rest.{e.name}") for e in iter_modules(rest.__path__))
    of_modules = [route for each in modules for route in getattr(each, "routes", ())]
    assert [
        each for each in of_modules if isinstance(each, Route) and each not in ROUTES
    ] == []


async def test_nobody_gets_anything(anonymous: AsyncClient) -> None:
    for route in ROUTES:
        answer = await ask(anonymous, route)
        assert (answer.status_code, code(answer)) == (401, "not_authenticated"), route
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_key_without_the_scope_learns_which_it_needs(
    application: Starlette, shop: World
) -> None:
    for scope in sorted({route.use_case.scope for route in ROUTES}):
        key = await issue_key(shop, *sorted(SCOPES - {scope}))
        async with client(application, key.secret) as caller:
            for route in asking_for(scope):
                answer = await ask(caller, route)
                assert (answer.status_code, code(answer)) == (403, "not_allowed")
                assert answer.json()["scope"] == scope


async def test_a_key_needs_no_more_than_the_one_scope(
    application: Starlette, shop: World
) -> None:
    for scope in sorted({route.use_case.scope for route in ROUTES} & SCOPES):
        key = await issue_key(shop, scope)
        async with client(application, key.secret) as caller:
            for route in asking_for(scope):
                assert (await ask(caller, route)).status_code != 403, route


def asking_for(scope: str) -> list[Route]:
    return [route for route in ROUTES if route.use_case.scope == scope]


async def test_a_publishable_key_gets_nothing_here(
    application: Starlette, shop: World
) -> None:
    key = await issue_key(shop, "programme:read", "catalogue:read", origins=(SHOP,))
    async with client(application, key.secret) as page:
        for route in ROUTES:
            answer = await ask(page, route, Origin=SHOP)
            assert (answer.status_code, code(answer)) == (403, "documents_only"), route


async def test_a_customer_gets_what_is_theirs_or_public(
    application: Starlette, shop: World
) -> None:
    async def minting(unit: Unit) -> tenants.IssuedToken:
        return await tenants.mint(unit, ANN, tuple(sorted(tenants.CUSTOMER_SCOPES)))

    token = await shop.platform.perform(minting, shop.principal)
    async with client(application, token.token) as page:
        for route in ROUTES:
            use_case = route.use_case
            let_in = use_case.scope in tenants.CUSTOMER_SCOPES and (
                use_case.subject is not None or use_case.public
            )
            answer = await ask(page, route)
            assert (answer.status_code == 403) is not let_in, route
