"""`stamgast ledger`, as typed."""

import asyncio
import re
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from typer.testing import CliRunner, Result

from domain import ledger, tenants
from domain.kernel import Unit
from local import secret
from local.main import app
from local.operating import CommandRefusedError, operating
from tests.domain.ledger.books import customer, earn
from tests.domain.proofs.offline import verified


@pytest.fixture(autouse=True)
def _place(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("STAMGAST_HOME", str(tmp_path))
    monkeypatch.setenv(secret.NAME, b64encode(bytes(32)).decode())


@pytest.fixture
def shop(database_url: str) -> str:
    """Return a shop whose three transfers are older than anything under way."""
    slug = f"shop-{uuid4().hex[:12]}"
    assert typed("tenant", "create", slug).exit_code == 0
    old = iter(range(1, 1_000))

    async def work(unit: Unit) -> None:
        await ledger.post(unit, [earn(customer(), 5, f"o{n}") for n in range(3)])

    async def post() -> None:
        async with operating(database_url, b64encode(bytes(32)).decode()) as opened:
            platform = replace(opened.platform, new_number=lambda: next(old))
            principal = tenants.operator(await opened.tenant(slug))
            await platform.perform(work, principal)

    asyncio.run(post())
    return slug


def typed(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_an_export_is_what_the_verifier_accepts(shop: str, tmp_path: Path) -> None:
    path = tmp_path / "books.ndjson"
    told = typed("ledger", "export", "--tenant", shop, str(path))
    assert told.output.splitlines()[-1] == f"3 transfers are in {path}."
    assert verified("export", str(path)).splitlines()[1] == "3 transfers under 1 seals"
    nowhere = str(tmp_path / "nowhere" / "books")
    refused = typed("ledger", "export", "--tenant", shop, nowhere)
    assert isinstance(refused.exception, CommandRefusedError)


def test_seals_are_verified(shop: str) -> None:
    sealed = typed("ledger", "seal", "--tenant", shop).output
    assert re.fullmatch(r"3 transfers under 1 seals, root [0-9a-f]{64}\n", sealed)
    told = typed("ledger", "verify", "--tenant", shop)
    assert told.exit_code == 0
    assert told.output.splitlines()[-1] == (
        "3 transfers under 1 seals and 1 heads: "
        "each transfer is under one seal, as it was sealed."
    )


def test_nothing_to_seal_is_said(database_url: str) -> None:
    slug = f"shop-{uuid4().hex[:12]}"
    typed("tenant", "create", slug)
    refused = typed("ledger", "seal", "--tenant", slug)
    assert "nothing to sign yet" in str(refused.exception)
    assert database_url


def test_accounts_are_compared(shop: str) -> None:
    told = typed("ledger", "rebuild", "--tenant", shop, "--compare")
    assert told.exit_code == 0
    assert told.output.splitlines()[-1] == (
        "3 accounts of 3 transfers: each account is what its transfers say."
    )
    refused = typed("ledger", "rebuild", "--tenant", shop)
    assert "say --compare" in str(refused.exception)


def test_what_differs_is_told_and_exits_with_1(shop: str, database_url: str) -> None:
    typed("ledger", "seal", "--tenant", shop)
    change = "UPDATE transfers SET amount = 6 WHERE amount = 5 AND tenant_id = %s"
    with psycopg.connect(database_url.replace("+psycopg", "")) as owner:
        row = owner.execute("SELECT id FROM tenants WHERE slug = %s", [shop]).fetchone()
        assert row is not None
        owner.execute("SELECT set_config('app.tenant_id', %s, false)", [str(row[0])])
        owner.execute(change, row)
        owner.commit()
        rebuilt = typed("ledger", "rebuild", "--tenant", shop, "--compare")
        verified_ = typed("ledger", "verify", "--tenant", shop)
        for table in ("transfers", "accounts", "lots", "seals", "heads"):
            gone = SQL("DELETE FROM {} WHERE tenant_id = %s").format(Identifier(table))
            owner.execute(gone, row)
    assert (rebuilt.exit_code, verified_.exit_code) == (1, 1)
    assert "3 accounts of 3 transfers: 12 differences." in rebuilt.output
    assert "seal 1: the transfer at position 1 is not as it was sealed" in (
        verified_.output
    )
    assert "3 transfers under 1 seals and 1 heads: 6 findings." in verified_.output
