"""Clients of the sample graph, for callers who may this and that."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from api.app import app
from domain.kernel import Principal
from tests.api.graphql import sample
from tests.world import World, issue_key, open_shop


@asynccontextmanager
async def client_of(
    world: World, caller: Principal
) -> AsyncGenerator[httpx.AsyncClient]:
    served = sample.application(world.platform, caller)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(served), base_url="http://test"
    ) as client:
        yield client


@pytest.fixture
async def developer(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client that may send documents of its own making."""
    async with client_of(world, world.principal) as client:
        yield client


@pytest.fixture
async def storefront(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client that asks by trusted documents."""
    caller = Principal(
        tenant=world.principal.tenant,
        scopes=world.principal.scopes - {"graphql:adhoc"},
        actor="test",
        trusted_documents_only=True,
    )
    async with client_of(world, caller) as client:
        yield client


@asynccontextmanager
async def holder_of(world: World, secret: str) -> AsyncGenerator[httpx.AsyncClient]:
    """Return a client of the whole application, who shows a key or a token."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app(world.platform)),
        base_url="http://test",
        headers={"authorization": f"Bearer {secret}"},
    ) as client:
        yield client


@pytest.fixture
async def shop(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of a shop with a programme, whose key may do everything."""
    await open_shop(world)
    issued = await issue_key(world)
    async with holder_of(world, issued.secret) as client:
        yield client


async def ask(client: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    """Ask the graph, and return its data; there are no errors."""
    body = {"query": query, "variables": variables}
    answer = (await client.post("/graphql", json=body)).json()
    assert "errors" not in answer, answer
    return answer["data"]


async def refused(client: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    """Ask the graph, and return the extensions of its only error."""
    body = {"query": query, "variables": variables}
    (error,) = (await client.post("/graphql", json=body)).json()["errors"]
    return error["extensions"]
