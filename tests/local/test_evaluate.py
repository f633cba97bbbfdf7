"""`stamgast evaluate`, as typed."""

import asyncio
from base64 import b64encode
from pathlib import Path

import pytest
from typer.testing import CliRunner

from domain import orders
from local import secret
from local.main import app
from tests.domain.recommendations.shop import advise, basket
from tests.domain.scoring.shop import profiling
from tests.world import World


async def test_rankers_are_judged_by_baskets_that_came(
    shop: World,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("STAMGAST_HOME", str(tmp_path))
    monkeypatch.setenv(secret.NAME, b64encode(bytes(32)).decode())
    await profiling(shop)
    assert "0 customers are too few to judge by." in await _evaluate(shop)
    rows = tuple(
        basket(f"c{number}", ago, f"own-{number}")
        for number in range(30)
        for ago in (60, 10)
    )
    await shop.run(orders.record_many, orders.RecordMany(orders=rows))
    told = await _evaluate(shop)
    (line,) = [line for line in told.splitlines() if "stamgast" in line]
    assert [cell.strip() for cell in line.strip("│ ").split("│")] == [
        "stamgast",
        *("1.000", "1.000", "1.000", "-", "1.000"),
    ]
    assert "TIFU-KNN" in told
    assert "By the next basket of 30 customers" in told
    assert "What was learnt foretold less than round numbers" in told

    # And who chooses what is recommended by, at the terminal as well.
    await advise(shop)
    assert "stamgast 1.000" in await _typed(shop, "models", "list")
    assert "Version 1 is in use" in await _typed(shop, "models", "keep", "1")
    assert "kept" in await _typed(shop, "models", "list")
    assert "Version 1 is in use" in await _typed(shop, "models", "release")


async def _evaluate(shop: World) -> str:
    return await _typed(shop, "evaluate")


async def _typed(shop: World, *command: str) -> str:
    words = (*command, "--tenant", f"shop-{shop.principal.tenant.hex}")
    told = await asyncio.to_thread(CliRunner().invoke, app, words)
    assert told.exit_code == 0, told.exception
    return told.output
