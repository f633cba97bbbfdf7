"""A browser, and an application that listens for it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn

from api.app import app
from api.pages.routes import routes_in_development
from tests.browser.chromium import CHROMIUM, Browser, Tab, chromium
from tests.world import World


@pytest.fixture(scope="session")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """Return one browser for all tests of this worker."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here: the pages are not looked at")
    profile: Path = tmp_path_factory.mktemp("chromium")
    async with chromium(profile) as opened:
        yield opened


@pytest.fixture
async def tab(browser: Browser) -> AsyncIterator[Tab]:
    """Return a page; what is wrong with it would stand on its console."""
    async with browser.tab() as opened:
        yield opened


@pytest.fixture
async def address(world: World) -> AsyncIterator[str]:
    """Return where the application listens."""
    config = uvicorn.Config(
        app(world.platform, more=routes_in_development),
        port=0,
        log_level="error",
        lifespan="off",
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it offers no event to wait for
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving
