"""Clients of the sample graph, for callers who may this and that."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from domain.kernel import Principal
from tests.api.graphql import sample
from tests.world import World


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
