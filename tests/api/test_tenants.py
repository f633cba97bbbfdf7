"""Tenants over REST: a shop manages its programme, keys and tokens."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from starlette.applications import Starlette

from domain import customers
from tests.api.conftest import client
from tests.world import NOON, World, issue_key

SHOP = "https://shop.example"


async def test_a_shop_reads_its_programme(api: AsyncClient, shop: World) -> None:
    answer = await api.get("/v1/programme")
    programme = answer.json()
    assert programme == {
        "id": programme["id"],
        "slug": f"shop-{shop.principal.tenant.hex}",
        "name": "De Hoek",
        "time_zone": "Europe/Amsterdam",
        "currency": "EUR",
        "locales": ["nl", "en"],
        "units": [
            {
                "code": "points",
                "name": "Points",
                "kind": "points",
                "exponent": 0,
                "singular": None,
            }
        ],
        "version": 1,
    }
    assert answer.headers["etag"] == '"1"'
    tenant = (await api.get("/v1/tenant")).json()
    assert (tenant["kind"], tenant["status"]) == ("live", "active")


async def test_a_programme_is_changed_by_who_has_seen_it(api: AsyncClient) -> None:
    change = {"name": "Club", "time_zone": "Europe/London"}
    unseen = await api.patch("/v1/programme", json=change)
    assert unseen.status_code == 428
    seen = {"If-Match": '"1"'}
    changed = await api.patch("/v1/programme", json=change, headers=seen)
    assert changed.status_code == 200
    assert changed.headers["etag"] == '"2"'
    assert (changed.json()["name"], changed.json()["currency"]) == ("Club", "EUR")
    stale = await api.patch("/v1/programme", json=change, headers=seen)
    assert stale.status_code == 412
    assert stale.json()["type"] == "/problems/programme_changed"


@pytest.mark.parametrize(
    ("change", "status", "type_"),
    [
        ({"time_zone": "Europe/Atlantis"}, 422, "time_zone_unknown"),
        ({"currency": "XXX"}, 422, "currency_unknown"),
        ({"currency": "euro"}, 422, "malformed"),
        ({"locales": []}, 422, "malformed"),
        ({"id": "prg_1"}, 422, "malformed"),
    ],
)
async def test_a_programme_is_not_changed_to_nonsense(
    api: AsyncClient, change: dict[str, Any], status: int, type_: str
) -> None:
    seen = {"If-Match": '"1"'}
    answer = await api.patch("/v1/programme", json=change, headers=seen)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{type_}")
    assert (await api.get("/v1/programme")).json()["version"] == 1


async def test_a_unit_is_added_once(api: AsyncClient) -> None:
    stamps = {"code": "stamps", "name": "Stamps", "kind": "stamps"}
    added = await api.post("/v1/programme/units", json=stamps)
    assert added.status_code == 200
    assert [unit["code"] for unit in added.json()["units"]] == ["points", "stamps"]
    again = await api.post("/v1/programme/units", json=stamps)
    assert again.status_code == 409
    assert again.json() == {
        "type": "/problems/unit_exists",
        "title": "The programme has a unit of that code already.",
        "status": 409,
        "unit": "stamps",
    }


async def test_a_key_is_made_used_replaced_and_revoked(
    api: AsyncClient, application: Starlette
) -> None:
    wanted = {"name": "Till", "scopes": ["orders:read", "tenants:read"]}
    made = await api.post("/v1/keys", json=wanted)
    assert made.status_code == 201
    key_id, secret = made.json()["id"], made.json()["secret"]
    assert made.headers["location"] == f"/v1/keys/{key_id}"
    shown = (await api.get(f"/v1/keys/{key_id}")).json()
    assert shown == made.json()["key"]
    assert secret not in str(shown)
    async with client(application, secret) as till:
        assert (await till.get("/v1/keys")).json()["items"][0]["id"] == key_id
        forbidden = await till.post("/v1/keys", json=wanted)
        assert forbidden.status_code == 403
        assert forbidden.json()["scope"] == "tenants:write"
        rotated = await api.post(
            f"/v1/keys/{key_id}/rotations", json={"overlap_s": 3_600}
        )
        assert rotated.status_code == 201
        assert (await till.get("/v1/tenant")).status_code == 200
        later = NOON + timedelta(hours=1)
        old = (await api.get(f"/v1/keys/{key_id}")).json()
        assert old["expires_at"] == later.isoformat().replace("+00:00", "Z")
        assert old["successor_id"] == rotated.json()["id"]
        revoked = await api.delete(f"/v1/keys/{key_id}")
        assert (revoked.status_code, revoked.json()["id"]) == (200, key_id)
        assert (await till.get("/v1/tenant")).status_code == 401
    async with client(application, rotated.json()["secret"]) as till:
        assert (await till.get("/v1/tenant")).status_code == 200


async def test_no_key_gives_what_it_does_not_have(
    application: Starlette, shop: World
) -> None:
    key = await issue_key(shop, "tenants:write")
    async with client(application, key.secret) as clerk:
        wanted = {"name": "X", "scopes": ["orders:read"]}
        answer = await clerk.post("/v1/keys", json=wanted)
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/scopes_not_yours"
    assert answer.json()["scopes"] == ["orders:read"]


async def test_a_customer_sees_themselves_and_nobody_else(
    api: AsyncClient, application: Starlette, shop: World
) -> None:
    ann = (await shop.run(customers.create, customers.Create())).id
    bob = (await shop.run(customers.create, customers.Create())).id
    scopes = ["ledger:read", "programme:read"]
    minted = await api.post(f"/v1/customers/{ann}/tokens", json={"scopes": scopes})
    assert minted.status_code == 201
    async with client(application, minted.json()["token"]) as page:
        assert (await page.get(f"/v1/customers/{ann}/account")).status_code == 200
        assert (await page.get("/v1/programme")).status_code == 200
        other = await page.get(f"/v1/customers/{bob}/account")
        nobody = await page.get(f"/v1/customers/cus_{32 * '0'}/account")
        assert other.status_code == nobody.status_code == 404
        assert other.json() == nobody.json()
        assert (await page.get("/v1/keys")).status_code == 403
        revoked = await api.delete(f"/v1/tokens/{minted.json()['id']}")
        assert revoked.status_code == 200
        assert (await page.get(f"/v1/customers/{ann}/account")).status_code == 401


async def test_no_token_is_minted_for_another_tenants_customer(
    shop: World, other_api: AsyncClient
) -> None:
    ann = await shop.run(customers.create, customers.Create())
    wanted = {"scopes": ["customers:read"]}
    answer = await other_api.post(f"/v1/customers/{ann.id}/tokens", json=wanted)
    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/customer_not_found"


async def test_a_publishable_key_asks_by_trusted_documents_only(
    application: Starlette, shop: World
) -> None:
    key = await issue_key(shop, "programme:read", origins=(SHOP,))
    async with client(application, key.secret) as page:
        answer = await page.get("/v1/programme", headers={"Origin": SHOP})
    assert answer.status_code == 403
    assert answer.headers["access-control-allow-origin"] == SHOP


async def test_the_audit_trail_says_who_did_what(api: AsyncClient) -> None:
    made = await api.post("/v1/keys", json={"name": "X", "scopes": []})
    first = (await api.get("/v1/audit", params={"limit": 1})).json()["items"]
    keys = (await api.get("/v1/keys")).json()["items"]
    assert first == [
        {
            "id": first[0]["id"],
            "at": "2030-01-01T12:00:00Z",
            "actor": f"key:{keys[1]['id']}",
            "action": "tenants.create_key",
            "object_id": made.json()["id"],
        }
    ]


async def test_anybody_finds_the_key_that_tokens_are_verified_with(
    anonymous: AsyncClient,
) -> None:
    (key,) = (await anonymous.get("/.well-known/jwks.json")).json()["keys"]
    assert (key["kty"], key["crv"], key["alg"]) == ("OKP", "Ed25519", "Ed25519")
    assert "d" not in key


async def test_nobody_reads_nothing(anonymous: AsyncClient) -> None:
    answer = await anonymous.get("/v1/programme")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_key_is_pinned_to_a_version_which_each_answer_names(
    api: AsyncClient,
) -> None:
    made = await api.post("/v1/keys", json={"name": "till", "scopes": ["orders:read"]})
    assert made.json()["key"]["api_version"] == "2026-11-22"
    assert made.headers["Stamgast-Version"] == "2026-11-22"
    asked = {"Stamgast-Version": "2026-11-22"}
    answer = await api.get("/v1/tenant", headers=asked)
    assert (answer.status_code, answer.headers["Stamgast-Version"]) == (
        200,
        "2026-11-22",
    )
    graph = await api.post("/graphql", json={"query": "{ __typename }"})
    assert graph.headers["Stamgast-Version"] == "2026-11-22"


async def test_a_version_that_is_not_served_is_refused_and_those_that_are_named(
    api: AsyncClient,
) -> None:
    unknown = {"Stamgast-Version": "2020-01-01"}
    refused = await api.get("/v1/tenant", headers=unknown)
    assert refused.json() == {
        "type": "/problems/version_not_served",
        "title": "There is no such version of the API, or it is not served any more.",
        "status": 422,
        "api_version": "2020-01-01",
        "served": ["2026-11-22"],
    }
    query = {"query": "{ __typename }"}
    (error,) = (await api.post("/graphql", json=query, headers=unknown)).json()[
        "errors"
    ]
    assert error["extensions"]["code"] == "version_not_served"
    key: dict[str, Any] = {"name": "old", "scopes": [], "api_version": "2020-01-01"}
    assert (await api.post("/v1/keys", json=key)).status_code == 422
    made = (
        await api.post("/v1/keys", json={**key, "api_version": "2026-11-22"})
    ).json()
    rotated = await api.post(
        f"/v1/keys/{made['id']}/rotations", json={"api_version": "2020-01-01"}
    )
    assert rotated.json()["type"] == "/problems/version_not_served"


async def test_a_token_is_of_the_version_of_the_key_that_minted_it(
    api: AsyncClient, application: Starlette
) -> None:
    ann = (await api.post("/v1/customers", json={})).json()["id"]
    asked = {"scopes": ["status:read"]}
    token = (await api.post(f"/v1/customers/{ann}/tokens", json=asked)).json()["token"]
    async with client(application, token) as browser:
        answer = await browser.get(f"/v1/customers/{ann}/status")
    assert answer.headers["Stamgast-Version"] == "2026-11-22"
