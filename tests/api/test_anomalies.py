"""The connection is cut in the midst of each write: all of it happens, or nothing.

Made from the table of routes. A request is sent again and again with one idempotency
key, and each time the server ends the connection some journeys later, until nothing
is left to cut. Whatever was cut left nothing; what came through is done once. Each use
case is cut at each of its journeys in `tests/anomaly`.
"""

from collections.abc import Iterator

import pytest
from httpx import AsyncClient

from api.rest.routes import ROUTES
from api.rest.routing import Route
from domain import ledger
from domain.kernel import system
from domain.kernel.database import Engine
from tests.cutting import cut, each_journey, holdings
from tests.makers import Things, asking, furnish
from tests.settled import Settled, settled
from tests.world import World, new_world, open_shop

JOURNEYS_MAX = 150
STEP = 5
# What is taken row by row has its own way of going on, and its own tests.
WRITES = [
    route
    for route in ROUTES
    if not route.use_case.read_only and route.use_case.name != "imports.take"
]


def named(value: object) -> str:
    return value.use_case.name if isinstance(value, Route) else str(value)


@pytest.fixture(scope="module")
async def furnishing(engine: Engine, database_url: str) -> Settled:
    """Return a shop that has one of everything."""
    world = await open_shop(new_world(engine))
    return settled(world, await furnish(world), database_url)


@pytest.fixture
def shop(furnishing: Settled) -> Iterator[World]:
    """Return the world of the shop, with nothing of another test in it."""
    yield furnishing.world
    furnishing.put_back()


@pytest.fixture
def ours(furnishing: Settled) -> Things:
    """Return what we have."""
    return furnishing.things


@pytest.mark.parametrize("route", WRITES, ids=named)
async def test_a_write_that_is_cut_leaves_nothing_and_may_be_sent_again(
    api: AsyncClient, shop: World, ours: Things, database_url: str, route: Route
) -> None:
    told, tenant = asking(route, ours), shop.principal.tenant
    key = {"Idempotency-Key": "once"}
    await api.get("/v1/tenant")  # Who asks is known from here on.
    before = holdings(database_url, tenant)
    place, answer = 1 - STEP, None
    while answer is None or answer.status_code == 500:
        place += STEP
        with cut(shop.platform.engine, database_url, place, each_journey) as seen:
            answer = await told.send(api, **key)
        if answer.status_code == 500:
            assert holdings(database_url, tenant) == before
        assert (answer.status_code == 500) is (len(seen) >= place)
    assert answer.status_code == route.status, answer.text
    assert STEP < place < JOURNEYS_MAX
    after = holdings(database_url, tenant)
    assert after["audit_entries"][0] == before["audit_entries"][0] + 1
    assert after["idempotency_keys"][0] == before["idempotency_keys"][0] + 1
    again = await told.send(api, **key)
    assert (again.status_code, again.content) == (answer.status_code, answer.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert holdings(database_url, tenant) == after
    caller = system(tenant)
    assert await shop.platform.run(ledger.verify, ledger.Verify(), caller) == ()
