"""An account of a hundred thousand entries answers as fast as one of a thousand."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from statistics import median
from time import perf_counter

import pytest

from domain.accounting.tables import rollups
from tests.domain.accounting.books import ann, balance, statement
from tests.domain.ledger.books import at, earn, post, spend
from tests.world import NOON, World

ENTRIES, BATCH, ASKED = 100_000, 1_000, 40
STEP = timedelta(minutes=10)
# One in twenty is recorded late, by up to a month.
LATE = 0.05
LATE_MAX = timedelta(days=30)
BALANCE_S_MAX = 0.05


async def filled(world: World, entries: int) -> tuple[str, datetime]:
    """Return somebody with so many entries, and when the last was recorded."""
    someone, chance, now = await ann(world), Random(1), NOON
    for first in range(0, entries, BATCH):
        now += STEP * BATCH
        batch = [
            replace(
                spend(someone, 1, f"r{number}")
                if number % 2
                else earn(someone, 1, f"o{number}"),
                occurred_at=now
                - STEP * (first + BATCH - number)
                - (LATE_MAX * chance.random() if chance.random() < LATE else STEP * 0),
            )
            for number in range(first, first + BATCH)
        ]
        await post(at(world, now), *batch)
    return someone, now


@pytest.mark.soak
async def test_a_long_account_answers_fast(world: World) -> None:
    someone, now = await filled(world, ENTRIES)
    late, chance = at(world, now), Random(2)
    assert len(await world.rows(rollups)) == ENTRIES // 512
    assert (await balance(late, someone)).available == 0
    took: dict[str, list[float]] = {"balance": [], "statement": []}
    for _ in range(ASKED):
        as_of = NOON + (now - NOON) * chance.random()
        known_on = as_of + (now - as_of) * chance.random()
        begun = perf_counter()
        await balance(late, someone, as_of, known_on)
        took["balance"].append(perf_counter() - begun)
        begun = perf_counter()
        await statement(late, someone, as_of, as_of + timedelta(days=31), known_on)
        took["statement"].append(perf_counter() - begun)
    print({name: f"{median(each) * 1_000:.1f} ms" for name, each in took.items()})  # noqa: T201
    assert median(took["balance"]) < BALANCE_S_MAX
