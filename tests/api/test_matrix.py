"""Every route, with what is another tenant's, another customer's, or nobody's.

Made from the table of routes: a new route is asked without anybody's thinking of it.
"""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from httpx import AsyncClient, Response
from starlette.applications import Starlette

from api.rest.routes import ROUTES
from api.rest.routing import Route
from domain import tenants
from domain.kernel import Unit, ids
from domain.kernel.database import Engine
from tests.api.conftest import client
from tests.makers import Things, asking, furnish, named_by
from tests.settled import Settled, settled
from tests.world import World, issue_key, new_world, open_shop

UNKNOWN = "f" * 32
NAMING = [(route, name) for route in ROUTES for name in named_by(route)]
OF_A_CUSTOMER = [
    route
    for route in ROUTES
    if route.use_case.subject is not None
    and route.use_case.scope in tenants.CUSTOMER_SCOPES
]
WITH_A_BODY = [route for route in ROUTES if route.method in {"POST", "PUT", "PATCH"}]
MAPS = {"values", "documents", "attributes", "preferences", "schema", "data"}
# To revoke what is not there is no fault: afterwards it is revoked. And nobody learns
# by a wrong code whether there is such a request.
HARMLESS = {"tenants.revoke_token", "privacy.answer_code"}


def named(value: object) -> str:
    return value.use_case.name if isinstance(value, Route) else str(value)


@pytest.fixture(scope="module")
async def ann(engine: Engine, database_url: str) -> Settled:
    """Return our shop."""
    world = await open_shop(new_world(engine))
    return settled(world, await furnish(world, "ann"), database_url)


@pytest.fixture(scope="module")
async def theirs(engine: Engine) -> Things:
    """Return what our neighbour has, which nobody changes."""
    return await furnish(await open_shop(new_world(engine)), "zoe")


@pytest.fixture
def shop(ann: Settled) -> World:
    """Return the world of our shop."""
    return ann.world


@pytest.fixture
def ours(ann: Settled) -> Things:
    """Return what we have."""
    return ann.things


@pytest.fixture
def put_back(ann: Settled) -> Iterator[None]:
    """Let the next test find our shop as it was."""
    yield
    ann.put_back()


async def minted(shop: World, customer_id: str) -> str:
    """Return a token with which a customer may do whatever customers may."""

    async def mint(unit: Unit) -> tenants.IssuedToken:
        scopes = tuple(sorted(tenants.CUSTOMER_SCOPES))
        return await tenants.mint(unit, customer_id, scopes)

    return (await shop.platform.perform(mint, shop.principal)).token


@pytest.mark.usefixtures("put_back")
@pytest.mark.parametrize("route", ROUTES, ids=named)
async def test_a_request_works_with_what_is_ours(
    api: AsyncClient, ours: Things, route: Route
) -> None:
    answer = await asking(route, ours).send(api)
    assert answer.status_code == route.status, answer.text


@pytest.mark.parametrize(("route", "name"), NAMING, ids=named)
async def test_what_is_a_neighbours_is_not_there(
    api: AsyncClient, ours: Things, theirs: Things, route: Route, name: str
) -> None:
    prefix = named_by(route)[name]
    taken, free = theirs[prefix], f"{prefix}_{UNKNOWN}"
    assert taken != ours[prefix]
    told = asking(route, ours)
    of_theirs = await told.naming(name, taken).send(api)
    of_nobodys = await told.naming(name, free).send(api)
    assert anonymous(of_theirs, taken) == anonymous(of_nobodys, free)
    if route.use_case.name not in HARMLESS:
        assert of_theirs.status_code == 404, of_theirs.text


@pytest.mark.usefixtures("put_back")
@pytest.mark.parametrize("route", OF_A_CUSTOMER, ids=named)
async def test_a_customer_is_told_of_themselves_and_of_nobody_else(
    application: Starlette, shop: World, ours: Things, route: Route
) -> None:
    told, name = asking(route, ours), str(route.use_case.subject)
    asked = told.path | told.query | (told.body or {})
    async with client(application, await minted(shop, asked[name])) as page:
        mine = await told.send(page)
        assert mine.status_code == route.status, mine.text
        of_another = await told.naming(name, ours["other"]).send(page)
        of_nobody = await told.naming(name, f"cus_{UNKNOWN}").send(page)
    assert of_another.status_code == 404
    assert of_another.json() == of_nobody.json()


@pytest.mark.parametrize("route", ROUTES, ids=named)
async def test_nobody_sets_what_was_not_asked_for(
    api: AsyncClient, ours: Things, route: Route
) -> None:
    told = asking(route, ours)
    if told.rows is not None:
        return  # Its rows are read one by one, and answered so.
    for name in ("tenant_id", "actor", "recorded_at", "is_admin"):
        answer = await told.naming(name, "x").send(api)
        assert answer.status_code == 422, answer.text
        (error,) = answer.json()["errors"]
        assert error["pointer"] == f"/{name}"


@pytest.mark.parametrize("route", WITH_A_BODY, ids=named)
async def test_nobody_sets_it_deep_inside_either(
    api: AsyncClient, ours: Things, route: Route
) -> None:
    told = asking(route, ours)
    for name, value in (told.body or {}).items():
        # Rows of a batch are answered one by one, and manifests are maps.
        if route.path.endswith("/batch") or name in MAPS:
            continue
        inner = spoilt(value)
        if inner != value:
            answer = await told.naming(name, inner).send(api)
            assert answer.status_code == 422, answer.text


async def test_every_kind_of_thing_that_is_asked_for_is_made(ours: Things) -> None:
    asked = {kind for route in ROUTES for kind in named_by(route).values()}
    assert asked <= set(ours)
    for kind in asked:
        assert ids.encode(kind, ids.decode(ours[kind])) == ours[kind]


@pytest.mark.usefixtures("put_back")
async def test_a_key_ends_with_its_tenants_service(
    application: Starlette, shop: World, ours: Things
) -> None:
    key = await issue_key(shop)
    command = tenants.SetStatus(status=tenants.TenantStatus.SUSPENDED)
    operator = tenants.operator(shop.principal.tenant)
    await shop.platform.run(tenants.set_status, command, operator)
    async with client(application, key.secret) as caller:
        for route in ROUTES:
            assert (await asking(route, ours).send(caller)).status_code == 401


def anonymous(answer: Response, identifier: str) -> tuple[int, str]:
    """Return an answer without the name of what was asked for."""
    return answer.status_code, answer.text.replace(identifier, "it")


def spoilt(value: Any) -> Any:
    """Return a value in which every object has a field more."""
    if isinstance(value, dict):
        return {**cast("dict[str, Any]", value), "tenant_id": "x"}
    if isinstance(value, list):
        return [spoilt(each) for each in cast("list[Any]", value)]
    return value
