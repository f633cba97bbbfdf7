"""`stamgast erasures`, as typed."""

import asyncio
from base64 import b64encode
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

from domain import customers, privacy, tenants
from domain.kernel import system
from domain.privacy import AskAvg, RequestKind, VerifyRequest, Wait, Waive
from local import checks, secret
from local.checks import Verdict
from local.home import Home
from local.main import app
from local.operating import operating

KEY = b64encode(bytes(32)).decode()


@pytest.fixture(autouse=True)
def _place(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("STAMGAST_HOME", str(tmp_path))
    monkeypatch.setenv(secret.NAME, KEY)


def typed(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_erasures_are_kept_apart_and_played_back_where_they_were_forgotten(
    database_url: str, tmp_path: Path
) -> None:
    slug = f"shop-{uuid4().hex[:12]}"
    assert typed("tenant", "create", slug).exit_code == 0
    asyncio.run(_erase_somebody(database_url, slug))
    kept = tmp_path / "erasures"
    assert typed("erasures", "replay").exit_code == 1
    told = typed("erasures", "export")
    assert f"new lines are in {kept}." in told.output
    assert "0 new lines" in typed("erasures", "export").output
    home, given = Home(tmp_path), {"DATABASE_URL": database_url, secret.NAME: KEY}
    (found,) = [
        each for each in checks.databases(home, given) if each.subject == "Erasures"
    ]
    assert found.verdict is Verdict.GOOD
    # As if the database were older than its journal.
    (tenants_own, *_) = sorted(kept.iterdir(), key=lambda each: -each.stat().st_mtime)
    lost = f'{{"at":"2026-01-01T00:00:00Z","name":"{uuid4().hex * 2}"}}\n'
    tenants_own.write_text(tenants_own.read_text() + lost)
    (found,) = [
        each for each in checks.databases(home, given) if each.subject == "Erasures"
    ]
    assert (found.verdict, found.advice) == (
        Verdict.BAD,
        "Before it is served, run: stamgast erasures replay",
    )
    assert "0 customers" in typed("erasures", "replay").output


async def _erase_somebody(url: str, slug: str) -> None:
    async with operating(url, KEY) as opened:
        tenant = await opened.tenant(slug)
        shop, platform = tenants.operator(tenant), system(tenant)
        run = opened.platform.run
        ann = await run(customers.create, customers.Create(email="a@b.nl"), shop)
        asking = AskAvg(customer_id=ann.id, kind=RequestKind.ERASURE)
        asked = await run(privacy.ask, asking, shop)
        seen = VerifyRequest(request_id=asked.id, note="Seen.")
        await run(privacy.verify, seen, shop)
        wait = Waive(request_id=asked.id, wait=Wait.COOLING_OFF)
        await run(privacy.waive, wait, shop)
        told = await run(privacy.destroy_keys, privacy.DestroyKeys(), platform)
        assert told.done == 1
