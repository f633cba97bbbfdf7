"""The pages in a real browser: nothing on its console, also where the screen is narrow.

It runs where Chromium is.
"""

import asyncio
import re
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn

from api.app import app
from tests.world import World

CHROMIUM = shutil.which("chromium")
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
    *("--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
    *("--enable-logging=stderr", "--virtual-time-budget=5000", "--dump-dom"),
)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")


@pytest.fixture
async def address(world: World) -> AsyncIterator[str]:
    """Return where the application listens."""
    config = uvicorn.Config(
        app(world.platform), port=0, log_level="error", lifespan="off"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it offers no event to wait for
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    ("page", "shown"),
    [("/reference", "Stamgast API"), ("/graphiql", "graphiql-container")],
)
async def test_a_page_shows_without_a_word_on_the_console(
    address: str, tmp_path: Path, page: str, shown: str, width: int
) -> None:
    assert CHROMIUM is not None
    process = await asyncio.create_subprocess_exec(
        *(CHROMIUM, *QUIET, f"--window-size={width},800"),
        *(f"--user-data-dir={tmp_path}", f"{address}{page}"),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
    )
    dom, log = await asyncio.wait_for(process.communicate(), timeout=60)
    assert shown in dom.decode()
    assert re.findall(r"CONSOLE.*", log.decode()) == []
