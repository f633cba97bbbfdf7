"""To run the platform over REST: by a key that is given at the terminal only."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient
from starlette.applications import Starlette

from api.app import app
from api.rest.operators import OPERATING, TENANTS
from domain import tenants
from domain.kernel import ids, pages
from domain.kernel.database import Engine
from tests.api.conftest import client
from tests.world import World, issue_key

KEY = "key_" + "0" * 32


@pytest.fixture
def application(shop: World, watch: Engine) -> Starlette:
    """Return the application, which may look across tenants."""
    return app(shop.platform, watch=watch)


@pytest.fixture
async def operator(
    application: Starlette, other_shop: World
) -> AsyncIterator[AsyncClient]:
    """Return a client of whoever runs the platform, whose key is of another tenant."""
    at_home = tenants.operator(other_shop.principal.tenant)
    wanted = tenants.CreateKey(name="ops", scopes=("operator",))
    key = await other_shop.platform.run(tenants.create_key, wanted, at_home)
    async with client(application, key.secret) as opened:
        yield opened


def place(world: World) -> str:
    return f"{TENANTS}/{ids.encode('tnt', world.principal.tenant)}"


async def test_a_tenant_is_made_once_by_its_key_and_its_shop_begins(
    operator: AsyncClient, application: Starlette, shop: World
) -> None:
    slug = f"new-{shop.principal.tenant.hex[:12]}"
    wanted = {"slug": slug, "name": "New", "kind": "sandbox"}
    once = {"Idempotency-Key": "first"}
    made = await operator.post(TENANTS, json=wanted, headers=once)
    again = await operator.post(TENANTS, json=wanted, headers=once)
    assert (made.status_code, again.status_code) == (201, 201)
    assert made.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    at = made.headers["location"]
    assert (await operator.get(at)).json() == made.json()
    taken = await operator.post(TENANTS, json=wanted)
    assert taken.json()["type"] == "/problems/tenant_exists"
    key = {"name": "backend", "scopes": ["programme:read", "tenants:read"]}
    issued = await operator.post(f"{at}/keys", json=key)
    assert issued.status_code == 201
    async with client(application, issued.json()["secret"]) as backend:
        assert (await backend.get("/v1/tenant")).json()["slug"] == slug
        trail = (await backend.get("/v1/audit")).json()["items"]
    assert [each["action"] for each in trail] == [
        "tenants.create_key",
        "tenants.create",
    ]
    assert all(each["actor"].startswith("key:key_") for each in trail)


async def test_a_tenant_is_suspended_limited_and_served_again(
    operator: AsyncClient, api: AsyncClient, shop: World
) -> None:
    at = place(shop)
    limited = await operator.put(f"{at}/quota", json={"requests_per_day": 500})
    assert limited.json()["requests_per_day"] == 500
    assert (await api.get("/v1/tenant")).json()["requests_per_day"] == 500
    for status, answered in (("suspended", 401), ("active", 200)):
        said = await operator.put(f"{at}/status", json={"status": status})
        assert (said.status_code, said.json()["status"]) == (200, status)
        assert (await api.get("/v1/tenant")).status_code == answered
    refused = await operator.put(f"{at}/status", json={"status": "wiping"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/status"


async def test_keys_of_a_tenant_are_seen_replaced_and_revoked(
    operator: AsyncClient, application: Starlette, shop: World
) -> None:
    at, key = place(shop), await issue_key(shop, "tenants:read")
    listed = (await operator.get(f"{at}/keys")).json()["items"]
    assert [each["id"] for each in listed] == [key.id]
    new = await operator.post(f"{at}/keys/{key.id}/rotations", json={"overlap_s": 0})
    async with client(application, new.json()["secret"]) as backend:
        assert (await backend.get("/v1/keys")).status_code == 200
        await operator.delete(f"{at}/keys/{new.json()['id']}")
        assert (await backend.get("/v1/keys")).status_code == 401


async def test_all_tenants_are_listed_a_page_at_a_time(
    operator: AsyncClient, shop: World, other_shop: World
) -> None:
    found: list[str] = []
    at: str | None = f"{TENANTS}?limit=100"
    while at is not None:
        answer = await operator.get(at)
        assert answer.status_code == 200, answer.text
        found += [each["id"] for each in answer.json()["items"]]
        link = answer.headers.get("link")
        at = None if link is None else link[1:].partition(">")[0]
    for each in (shop, other_shop):
        assert ids.encode("tnt", each.principal.tenant) in found
    assert found == sorted(set(found))
    for forged in ("x", pages.cursor(("tnt_x",)), pages.cursor((7,))):
        wrong = await operator.get(f"{TENANTS}?after={forged}")
        assert wrong.json()["type"] == "/problems/bad_cursor"


async def test_nobody_gives_the_right_to_run_the_platform(
    operator: AsyncClient, shop: World
) -> None:
    wanted = {"name": "more", "scopes": ["operator"]}
    refused = await operator.post(f"{place(shop)}/keys", json=wanted)
    assert refused.status_code == 403
    assert refused.json()["type"] == "/problems/scopes_not_yours"


@pytest.mark.parametrize(
    "route", OPERATING, ids=lambda each: f"{each.method} {each.path}"
)
async def test_who_does_not_run_the_platform_gets_nothing_here(
    operator: AsyncClient,
    api: AsyncClient,
    anonymous: AsyncClient,
    shop: World,
    route: Any,
) -> None:
    at = route.path.replace("{key_id}", KEY)
    ours = at.replace(f"{TENANTS}/{{tenant_id}}", place(shop))
    assert (await anonymous.request(route.method, ours)).status_code == 401
    refused = await api.request(route.method, ours)
    assert (refused.status_code, refused.json()["scope"]) == (403, "operator")
    if "{tenant_id}" in at:
        for nobody in (f"tnt_{'0' * 32}", "tnt_x", "hoek"):
            told = await operator.request(
                route.method, at.replace("{tenant_id}", nobody)
            )
            assert told.status_code == 404
            assert told.json()["type"] == "/problems/tenant_not_found"


async def test_where_nobody_looks_across_tenants_there_is_nothing_to_ask(
    shop: World, operator: AsyncClient
) -> None:
    held = operator.headers["authorization"].removeprefix("Bearer ")
    async with client(app(shop.platform), held) as elsewhere:
        assert (await elsewhere.get(TENANTS)).status_code == 404
