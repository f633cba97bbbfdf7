"""`stamgast redactions`, as typed."""

import asyncio
from base64 import b64encode
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

from domain import privacy, tenants
from domain.privacy import AskRedaction
from local import secret
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


def test_a_shop_that_left_is_seen_and_carried_out_once_that_is_meant(
    database_url: str,
) -> None:
    slug = f"shop-{uuid4().hex[:12]}"
    typed("tenant", "create", slug)
    asyncio.run(_leave(database_url, slug))
    assert f"{slug:<24}ann.example" in typed("redactions", "list").output
    carry_out = ("redactions", "carry-out", slug, "ann.example")
    assert typed(*carry_out).exit_code == 1
    assert slug in _line(slug, "waits for")
    assert "is suspended" in typed(*carry_out, "--yes").output
    assert "0 customers are being erased" in _line(slug, "customers")
    assert typed("redactions", "carry-out", slug, "x.example", "--yes").exit_code == 1


def _line(slug: str, word: str) -> str:
    lines = typed("redactions", "list").output.splitlines()
    (found,) = (line for line in lines if slug in line and word in line)
    return found


async def _leave(url: str, slug: str) -> None:
    async with operating(url, KEY) as opened:
        shop = tenants.operator(await opened.tenant(slug))
        left = AskRedaction(shop_domain="ann.example")
        await opened.platform.run(privacy.ask_redaction, left, shop)
