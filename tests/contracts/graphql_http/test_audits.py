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

from api.app import app
from tests.listening import listening
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
    async with listening(app(world.platform)) as place:
        outcomes = await audit(f"http://{place}/graphql", key.secret)
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
