"""Clients of the sample's routes."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from api.app import app
from api.rest.routing import serve
from tests.api.conftest import client as client_of
from tests.api.rest.sample import ROUTES
from tests.world import World, issue_key


@pytest.fixture
def served(shop: World) -> Starlette:
    """Return the application with the sample's routes."""
    return app(shop.platform, routes=serve(ROUTES))


@pytest.fixture
async def client(shop: World, served: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client with a key of the tenant's."""
    key = await issue_key(shop)
    async with client_of(served, key.secret) as client:
        yield client
