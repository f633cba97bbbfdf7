"""The type of a problem leads to its explanation; health tells whoever asks."""

from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette

from api.app import app
from api.rest import problems
from domain.kernel.database import Role, connect
from tests.world import World


@pytest.mark.parametrize("code", problems.catalogue())
async def test_every_problem_is_explained(client: httpx.AsyncClient, code: str) -> None:
    answer = await client.get(f"/problems/{code}")
    said = answer.json()
    assert (answer.status_code, said["type"]) == (200, f"/problems/{code}")
    assert said["title"].endswith(".")
    assert 400 <= said["status"] <= 500


async def test_a_problem_is_explained_to_a_person(client: httpx.AsyncClient) -> None:
    headers = {"Accept": "text/html"}
    answer = await client.get("/problems/version_required", headers=headers)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>A change must name the version that it changes" in answer.text
    assert "<dd><code>428</code></dd>" in answer.text
    listed = await client.get("/problems", headers=headers)
    assert '<a href="/problems/version_required">' in listed.text


async def test_what_is_no_problem_is_not_explained(client: httpx.AsyncClient) -> None:
    assert (await client.get("/problems/boredom")).status_code == 404


async def test_all_problems_are_listed(client: httpx.AsyncClient) -> None:
    items = (await client.get("/problems")).json()["items"]
    assert [item["type"] for item in items] == [
        f"/problems/{code}" for code in problems.catalogue()
    ]


async def test_a_process_that_lives_says_so(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health/live")).json() == {"status": "live"}


async def test_a_process_without_its_database_is_not_ready(
    shop: World, client: httpx.AsyncClient
) -> None:
    assert (await client.get("/health/ready")).status_code == 200
    away = connect("postgresql://127.0.0.1:1/nowhere", Role.APP)
    served: Starlette = app(replace(shop.platform, engine=away))
    transport = httpx.ASGITransport(served)
    async with httpx.AsyncClient(transport=transport, base_url="http://t") as lonely:
        answer = await lonely.get("/health/ready")
    assert (answer.status_code, answer.json()) == (
        503,
        {"status": "unready", "checks": {"database": False, "valkey": True}},
    )
