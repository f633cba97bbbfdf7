"""What linters say of the contracts: redocly, spectral with OWASP's rules, and eslint.

They run by `make contracts`, which installs them; each takes some seconds.
"""

import asyncio
import os
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
TOOLS = HERE / "node_modules" / ".bin"

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not TOOLS.is_dir(), reason="`make contracts` installs them"),
]

COMMANDS = {
    "redocly": ("lint", "--config", HERE / "redocly.yaml", "openapi.json"),
    "spectral": ("lint", "--ruleset", HERE / "spectral.yaml", "openapi.json"),
    "eslint": ("--config", HERE / "eslint.config.js", "schema.graphql"),
}


@pytest.mark.parametrize("tool", COMMANDS)
async def test_no_error_is_found(tool: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(TOOLS / tool, *COMMANDS[tool]),
        stdout=PIPE,
        stderr=STDOUT,
        cwd=ROOT,
        env={**os.environ, "REDOCLY_TELEMETRY": "off"},
    )
    out, _ = await process.communicate()
    assert process.returncode == 0, out.decode()
