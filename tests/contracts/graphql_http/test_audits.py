"""Every audit of the npm package `graphql-http`, against a server that listens.

It runs where Node is and `npm ci` has been; `make contracts` sees to that. What the
audits ask for is asserted without Node in `tests/api/graphql/test_over_http.py`.
"""

import asyncio
import json
import shutil
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
import uvicorn

from api.app import app
from tests.world import World, issue_key, open_shop

HERE = Path(__file__).parent
NODE = shutil.which("node")
AUDITS = 61

pytestmark = pytest.mark.skipif(
    NODE is None or not (HERE / "node_modules").is_dir(),
    reason="needs node, and `npm ci` in its folder",
)


async def test_all_audits_pass(world: World) -> None:
    key = await issue_key(await open_shop(world))
    served = app(world.platform)
    config = uvicorn.Config(served, port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it offers no event to wait for
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    outcomes = await audit(f"http://127.0.0.1:{port}/graphql", key.secret)
    server.should_exit = True
    await serving
    failed = [each for each in outcomes if each["status"] != "ok"]
    assert failed == []
    assert len(outcomes) == AUDITS


async def audit(url: str, key: str) -> list[dict[str, str]]:
    assert NODE is not None
    process = await asyncio.create_subprocess_exec(
        NODE, HERE / "audit.mjs", url, f"Bearer {key}", stdout=PIPE
    )
    out, _ = await process.communicate()
    return [json.loads(line) for line in out.decode().splitlines()]
