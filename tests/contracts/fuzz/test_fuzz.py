"""What schemathesis says of REST and of the graph: nothing, whatever it tries.

It runs by `make contracts`, which installs it in a place of its own.
"""

import asyncio
import os
from asyncio.subprocess import PIPE, STDOUT
from dataclasses import replace
from pathlib import Path

import pytest

from api.app import app
from domain import tenants
from domain.kernel import Platform
from domain.kernel.database import Engine
from tests.listening import listening
from tests.world import World, open_shop

HERE = Path(__file__).parent
JUDGE = HERE / ".venv" / "bin" / "schemathesis"
# Rows of imports are no JSON, and the key with which it asks is not to be revoked; nor
# is its tenant to be suspended, or let ask but once a day.
SPARED = (
    *("--exclude-path", "/v1/imports/{import_id}/rows"),
    *("--exclude-operation-id", "tenants.revoke_key"),
    *("--exclude-operation-id", "tenants.rotate_key"),
    *("--exclude-operation-id", "operator.revoke_key"),
    *("--exclude-operation-id", "operator.rotate_key"),
    *("--exclude-operation-id", "operator.set_status"),
    *("--exclude-operation-id", "operator.set_quota"),
)
# What a graph refuses, it takes for a crash: see `hooks.py`.
OF_REFUSALS = ("--exclude-checks", "not_a_server_error,positive_data_acceptance")
SECONDS = os.environ.get("FUZZ_SECONDS", "300")

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not JUDGE.is_file(), reason="`make contracts` installs it"),
]


@pytest.mark.parametrize(
    ("path", "spared"), [("openapi.json", SPARED), ("graphql", OF_REFUSALS)]
)
async def test_nothing_is_found(
    world: World, watch: Engine, path: str, spared: tuple[str, ...]
) -> None:
    shop = await open_shop(world)
    everything = tuple(sorted(tenants.SCOPES))
    wanted = tenants.CreateKey(name="all", scopes=everything)
    at_terminal = tenants.operator(shop.principal.tenant)
    key = await shop.platform.run(tenants.create_key, wanted, at_terminal)
    # Ids that count are for tests that know what comes; here the clock goes on too.
    given = {field: getattr(world.platform, field) for field in ("engine", "vault")}
    wired = {x: getattr(world.platform, x) for x in ("reactions", "providers")}
    living = replace(world, platform=Platform(**given, **wired))
    async with listening(app(living.platform, watch=watch)) as place:
        command = (
            *(JUDGE, "--config-file", HERE / "schemathesis.toml"),
            *("run", f"http://{place}/{path}", "--mode", "all", "--no-color"),
            *("-H", f"Authorization: Bearer {key.secret}"),
            *("--continue-on-failure", "--max-examples", "5"),
            *("--max-time", SECONDS, *spared),
        )
        process = await asyncio.create_subprocess_exec(
            *command,
            stdout=PIPE,
            stderr=STDOUT,
            env={**os.environ, "SCHEMATHESIS_HOOKS": str(HERE / "hooks.py")},
        )
        out, _ = await process.communicate()
    assert process.returncode == 0, out.decode()
