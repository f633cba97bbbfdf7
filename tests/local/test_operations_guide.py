"""The guide for whoever runs it, walked through: above all, a backup and back."""

import os
import re
import shlex
import subprocess
from asyncio import to_thread
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient
from prometheus_client import CollectorRegistry
from typer.testing import CliRunner

from api.app import app
from api.metrics import Metrics
from api.rest.routes import ROUTES
from domain import customers, privacy
from domain.kernel import system
from domain.kernel.database import Engine, Role, connect
from domain.privacy import AskAvg, RequestKind, VerifyRequest, Wait, Waive
from domain.tenants import TenantKind
from local import postgres
from local.main import app as stamgast_app
from local.service import PROJECT
from tests.api.conftest import client
from tests.cutting import counted, holdings
from tests.databases import named, own
from tests.makers import Things, asking, furnish
from tests.world import MASTER_KEY, World, issue_key, new_world, open_shop
from workers.backlog import BacklogMetrics
from workers.metrics import SenderMetrics, SweepMetrics

database_url, engine, watch = own("backup")

GUIDE = (PROJECT / "docs" / "guides" / "operations.md").read_text()
EXAMPLES: list[str] = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)


class Terminal:
    """Where somebody types what the guide says."""

    def __init__(self, place: Path, url: str) -> None:
        self.place = place
        self.environment = {
            "DATABASE_URL": url,
            "RESTORED_URL": named(url, "restored"),
            "STAMGAST_MASTER_KEY": b64encode(MASTER_KEY).decode(),
            "STAMGAST_HOME": str(place / "home"),
            "ERASURE_JOURNAL": str(place / "erasures"),
        }
        (place / "home").mkdir()

    def type(self, example: str) -> str:
        return "".join(map(self._type, example.splitlines()))

    def _type(self, line: str) -> str:
        before, stamgast, words = line.partition("stamgast ")
        if stamgast and not line.startswith("pg_"):
            # As a process of its own would, which takes seconds to begin.
            restored = {"DATABASE_URL": self.environment["RESTORED_URL"]}
            given = self.environment | (restored if before else {})
            said = CliRunner().invoke(stamgast_app, shlex.split(words), env=given)
            assert said.exit_code == 0, said.output
            return said.output
        theirs = Path(postgres.binary("pg_dump")).parent
        path = {"PATH": f"{theirs}:{os.environ['PATH']}"}
        done = subprocess.run(
            ["/bin/sh", "-ec", line],
            cwd=self.place,
            env={**os.environ, **self.environment, **path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
async def furnished(engine: Engine) -> tuple[World, Things]:
    """Return a sandbox that has some of everything."""
    sandbox = await open_shop(new_world(engine), TenantKind.SANDBOX)
    return sandbox, await furnish(sandbox, "ann")


async def come(world: World, email: str) -> str:
    return (await world.run(customers.create, customers.Create(email=email))).id


async def erase(world: World, customer_id: str) -> None:
    ask = AskAvg(customer_id=customer_id, kind=RequestKind.ERASURE)
    asked = await world.run(privacy.ask, ask)
    await world.run(privacy.verify, VerifyRequest(request_id=asked.id, note="Seen."))
    await world.run(privacy.waive, Waive(request_id=asked.id, wait=Wait.COOLING_OFF))
    platform, caller = world.platform, system(world.principal.tenant)
    told = await platform.run(privacy.destroy_keys, privacy.DestroyKeys(), caller)
    assert told.done == 1


async def statuses(api: AsyncClient, *who: str) -> list[int]:
    asked = [await api.get(f"/v1/customers/{each}") for each in who]
    return [each.status_code for each in asked]


async def answers(api: AsyncClient, things: Things) -> dict[str, tuple[int, Any]]:
    """Return what every address that can be read answers about a furnished shop."""
    found: dict[str, tuple[int, Any]] = {}
    for route in ROUTES:
        if route.method == "GET":
            answer = await asking(route, things).send(api)
            found[route.path] = (answer.status_code, answer.text)
    return found


async def test_a_restored_backup_answers_the_same_and_the_erased_stay_erased(
    furnished: tuple[World, Things], database_url: str, tmp_path: Path
) -> None:
    dump, export, restore, catch_up, look = EXAMPLES[:5]
    terminal = Terminal(tmp_path, database_url)
    shop, things = furnished
    before, after = [await come(shop, f"{each}@x.nl") for each in ("before", "after")]
    await erase(shop, before)
    key = (await issue_key(shop)).secret
    async with client(app(shop.platform), key) as api:
        served = await answers(api, things)
    await to_thread(terminal.type, dump)
    await erase(shop, after)
    await to_thread(terminal.type, export)
    await to_thread(terminal.type, restore)
    back = connect(terminal.environment["RESTORED_URL"], Role.APP, pool_size=2)
    async with client(app(replace(shop.platform, engine=back)), key) as api:
        assert await answers(api, things) == served
        # The dump has forgotten who was erased since.
        assert (await statuses(api, before, after)) == [404, 200]
        assert "1 customers" in await to_thread(terminal.type, catch_up)
        assert (await statuses(api, before, after)) == [404, 404]
    await back.dispose()
    said = await to_thread(terminal.type, look)
    found = {line[13:35].strip(): line[:13].strip() for line in said.splitlines()}
    assert [found[each] for each in ("Migrations", "Row security", "Books")] == 3 * [
        "good"
    ]
    assert found["Erasures"] == "good"


def test_of_a_sandbox_that_has_some_of_everything_nothing_is_left(
    furnished: tuple[World, Things], database_url: str, tmp_path: Path
) -> None:
    tenant = furnished[0].principal.tenant
    had = counted(holdings(database_url, tenant))
    terminal = Terminal(tmp_path, database_url)
    said = terminal.type(f"stamgast tenant wipe shop-{tenant.hex} --at-once")
    # With the news of its end, the trail of that, and the tenant itself.
    assert f"{sum(had.values()) + 3:,} rows" in said
    assert set(counted(holdings(database_url, tenant)).values()) == {0}


def test_tenants_are_made_suspended_and_wiped_as_the_guide_says(
    database_url: str, tmp_path: Path
) -> None:
    terminal = Terminal(tmp_path, database_url)
    make, limit, run_it, wipe = EXAMPLES[5:]
    made = terminal.type(make)
    assert "sk_test_" in made
    assert re.search(r"^tried +tnt_\w+ +sandbox +active", made, re.MULTILINE)
    assert "100,000 requests a day" in terminal.type(limit)
    assert "sk_live_" in terminal.type(run_it)
    assert "tried is gone" in terminal.type(wipe)


def test_the_guides_name_every_variable_and_every_metric() -> None:
    guides = "".join(
        each.read_text() for each in (PROJECT / "docs" / "guides").glob("*.md")
    )
    source = (PROJECT / "domain" / "settings.py").read_text()
    variables = set(re.findall(r'environment(?:\.get\(|\[)"(\w+)"', source))
    assert {each for each in variables if f"`{each}`" not in guides} == set()
    of_schedule = SweepMetrics()
    BacklogMetrics(of_schedule.registry)
    metrics = {
        name
        for of in (Metrics(), of_schedule, SenderMetrics())
        for name in shown(of.registry)
    }
    assert {each for each in metrics if f"`{each}`" not in GUIDE} == set()


def shown(registry: CollectorRegistry) -> set[str]:
    """Return what of ours a registry shows, by the names that are collected."""
    return {
        f"{each.name}_total" if each.type == "counter" else each.name
        for each in registry.collect()
        if each.name.startswith("stamgast_")
    }
