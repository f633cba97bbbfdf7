"""The desk: from an address to the answer, without any key."""

from typing import Any

from httpx import AsyncClient
from starlette.applications import Starlette

from domain import privacy
from domain.kernel import ids
from domain.privacy import RequestKind
from tests.api.conftest import client
from tests.domain.privacy.asking import ann, answered, as_system, codes
from tests.world import World

ADDRESS = "ann@example.com"


def desk(shop: World) -> str:
    return f"/v1/privacy/desk/{ids.encode('tnt', shop.principal.tenant)}/requests"


async def asked(anonymous: AsyncClient, shop: World, email: str = ADDRESS) -> str:
    """Ask at the desk, let the worker look, and return the request."""
    said = {"email": email, "kind": RequestKind.ACCESS, "language": "en"}
    response = await anonymous.post(desk(shop), json=said)
    assert response.status_code == 202
    request_id: str = response.json()["request_id"]
    follow = privacy.FollowCheck(request_id=request_id)
    await as_system(shop).run(privacy.follow_check, follow)
    return request_id


async def entered(
    anonymous: AsyncClient, shop: World, request_id: str, code: str
) -> Any:
    path = f"{desk(shop)}/{request_id}/answer"
    response = await anonymous.post(path, json={"code": code})
    assert response.status_code == 200
    return response.json()


async def test_somebody_asks_shows_who_they_are_and_fetches_the_answer(
    application: Starlette, anonymous: AsyncClient, shop: World
) -> None:
    await ann(shop)
    request_id = await asked(anonymous, shop)
    (code,) = await codes(shop)
    told = await entered(anonymous, shop, request_id, code)
    assert told["passed"]
    her = told["request"]["customer_id"]
    assert await answered(shop)
    own = f"/v1/customers/{her}/privacy-requests/{request_id}"
    async with client(application, told["token"]["token"]) as me:
        assert (await me.get(own)).json()["state"] == "ready"
        steps = (await me.get(f"{own}/events")).json()["events"]
        assert [each["state"] for each in steps] == [
            "identity_pending",
            "verified",
            "scheduled",
            "running",
            "ready",
        ]
        link = (await me.post(f"{own}/link")).json()["token"]
    fetched = await anonymous.get(f"/v1/privacy/exports/{link}")
    assert fetched.status_code == 200
    assert fetched.content.startswith(b"PK")


async def test_a_wrong_code_gives_no_token(anonymous: AsyncClient, shop: World) -> None:
    await ann(shop)
    request_id = await asked(anonymous, shop)
    (code,) = await codes(shop)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    refused = {"passed": False, "request": None, "token": None}
    assert await entered(anonymous, shop, request_id, wrong) == refused
    assert await entered(anonymous, shop, "avr_" + "e" * 32, code) == refused


async def test_there_is_no_desk_of_nobody(anonymous: AsyncClient) -> None:
    said = {"email": ADDRESS, "kind": "access"}
    nobody = f"/v1/privacy/desk/tnt_{'0' * 32}/requests"
    assert (await anonymous.post(nobody, json=said)).status_code == 401
    wrong = await anonymous.post("/v1/privacy/desk/hoek/requests", json=said)
    assert wrong.status_code == 422


async def test_nobody_follows_the_request_of_another(
    application: Starlette, anonymous: AsyncClient, api: AsyncClient, shop: World
) -> None:
    await ann(shop)
    request_id = await asked(anonymous, shop)
    (code,) = await codes(shop)
    told = await entered(anonymous, shop, request_id, code)
    bob = (await api.post("/v1/customers", json={"given_name": "Bob"})).json()["id"]
    response = await api.post(
        "/v1/privacy/requests", json={"customer_id": bob, "kind": "access"}
    )
    his = response.json()["id"]
    her = told["request"]["customer_id"]
    async with client(application, told["token"]["token"]) as me:
        for path in (
            f"/v1/customers/{bob}/privacy-requests/{his}",
            f"/v1/customers/{her}/privacy-requests/{his}",
        ):
            assert (await me.get(path)).status_code == 404
