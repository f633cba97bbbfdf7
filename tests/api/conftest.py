"""The application as a caller meets it, with a real key."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette

from api import valkey
from api.app import app
from api.valkey import Valkey
from domain.kernel.hot import HotPath
from tests.world import World, issue_key

ADDRESS = "http://stamgast.test"


def client(application: Starlette, credential: str | None = None) -> AsyncClient:
    """Return a client that holds a credential, or none."""
    held = {} if credential is None else {"Authorization": f"Bearer {credential}"}
    # What crashes the application is answered, as a server would.
    transport = ASGITransport(application, raise_app_exceptions=False)
    return AsyncClient(transport=transport, base_url=ADDRESS, headers=held)


@pytest.fixture
def application(shop: World) -> Starlette:
    """Return the application; `shop` is a tenant that it serves, as are others."""
    return app(shop.platform)


@pytest.fixture
async def api(application: Starlette, shop: World) -> AsyncIterator[AsyncClient]:
    """Return a client of a shop's server, whose key grants all that keys can."""
    key = await issue_key(shop)
    async with client(application, key.secret) as opened:
        yield opened


@pytest.fixture
async def other_api(
    application: Starlette, other_shop: World
) -> AsyncIterator[AsyncClient]:
    """Return a client of another shop's server, of the same application."""
    key = await issue_key(other_shop)
    async with client(application, key.secret) as opened:
        yield opened


@pytest.fixture
async def anonymous(application: Starlette) -> AsyncIterator[AsyncClient]:
    """Return a client that holds no credential."""
    async with client(application) as opened:
        yield opened


@pytest.fixture
async def ears(queue_url: str) -> AsyncIterator[Valkey]:
    opened = valkey.connect(queue_url)
    yield opened
    await opened.aclose()


@pytest.fixture
async def ringing(shop: World, ears: Valkey, database_url: str) -> AsyncIterator[World]:
    """Return a shop whose platform tells Valkey of whom there is news."""
    bell = valkey.bell(ears)
    hot = HotPath(database_url)
    yield replace(shop, platform=replace(shop.platform, bell=bell, hot=hot))
    await hot.close()
