"""The connection is cut in the midst of each write: all of it happens, or nothing.

Made from the table of routes. A request is sent again and again with one idempotency
key, and each time the server ends the connection some statements later, until nothing
is left to cut. Whatever was cut left nothing; what came through is done once. Each use
case is cut at each of its statements in `tests/anomaly`.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from httpx import AsyncClient
from sqlalchemy import event, text

from api.rest.routes import ROUTES
from api.rest.routing import Route
from domain import ledger
from domain.kernel import system
from domain.kernel.database import Engine
from domain.tables import metadata
from tests.makers import Things, asking, furnish
from tests.world import World

STATEMENTS_MAX = 100
STEP = 5
# What is taken row by row has its own way of going on, and its own tests.
WRITES = [
    route
    for route in ROUTES
    if not route.use_case.read_only and route.use_case.name != "imports.take"
]
TABLES = sorted(
    table.fullname
    for table in metadata.tables.values()
    if "tenant_id" in table.columns and table.name != "tenants"
)


def named(value: object) -> str:
    return value.use_case.name if isinstance(value, Route) else str(value)


@contextmanager
def cut(engine: Engine, url: str, place: int) -> Generator[list[str]]:
    """Have the server end the connection before the n-th statement is sent."""
    seen: list[str] = []

    def watch(*given: Any) -> None:
        seen.append(given[2])
        if len(seen) == place:
            pid = given[0].connection.driver_connection.info.backend_pid
            with psycopg.connect(url, autocommit=True) as owner:
                owner.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    event.listen(engine.sync_engine, "before_cursor_execute", watch)
    yield seen
    event.remove(engine.sync_engine, "before_cursor_execute", watch)


async def books(world: World) -> dict[str, tuple[int, str]]:
    """Return how many rows a tenant has in each table, and a digest of them all."""
    parts = (
        f"SELECT '{name}' AS name, count(*) AS rows,"
        " md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) AS digest"
        f" FROM {name} AS t WHERE t.tenant_id = :tenant"
        for name in TABLES
    )
    async with world.platform.unit(world.principal, read_only=True) as unit:
        found = await unit.transaction.execute(text(" UNION ALL ".join(parts)))
        return {row.name: (row.rows, row.digest) for row in found}


@pytest.fixture
async def ours(shop: World) -> Things:
    """Return what we have."""
    return await furnish(shop)


@pytest.fixture
def url(database_url: str) -> str:
    """Return the database as its driver wants it named."""
    return database_url.replace("+psycopg", "")


@pytest.mark.parametrize("route", WRITES, ids=named)
async def test_a_write_that_is_cut_leaves_nothing_and_may_be_sent_again(
    api: AsyncClient, shop: World, ours: Things, url: str, route: Route
) -> None:
    told, engine = asking(route, ours), shop.platform.engine
    key = {"Idempotency-Key": "once"}
    await api.get("/v1/tenant")  # Who asks is known from here on.
    before = await books(shop)
    place, answer = 1 - STEP, None
    while answer is None or answer.status_code == 500:
        assert await books(shop) == before
        place += STEP
        with cut(engine, url, place) as seen:
            answer = await told.send(api, **key)
        assert (answer.status_code == 500) is (len(seen) >= place)
    assert answer.status_code == route.status, answer.text
    assert 5 <= place < STATEMENTS_MAX
    after = await books(shop)
    assert after["audit_entries"][0] == before["audit_entries"][0] + 1
    assert after["idempotency_keys"][0] == before["idempotency_keys"][0] + 1
    again = await told.send(api, **key)
    assert (again.status_code, again.content) == (answer.status_code, answer.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert await books(shop) == after
    caller = system(shop.principal.tenant)
    assert await shop.platform.run(ledger.verify, ledger.Verify(), caller) == ()
