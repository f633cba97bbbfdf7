"""The statements against the definitions, said once more in a few lines of Python."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from domain.accounting.tables import rollups
from domain.ledger.tables import transfers
from tests.domain.accounting.books import amounts, ann, statement
from tests.domain.ledger.books import DAY, at, earn, post, spend
from tests.simulation.books import ask, roll_up
from tests.world import NOON, World

BATCHES, BATCH = 16, 80
SIDES = ("customer.available", "customer.pending")


async def lived(world: World, chance: Random) -> tuple[str, datetime]:
    """Return somebody with a history in which much came late."""
    someone, now, name = await ann(world), NOON, 0
    for _ in range(BATCHES):
        now += chance.random() * 6 * DAY
        postings: list[Any] = []
        for _ in range(BATCH):
            name += 1
            late = chance.choice([timedelta(), chance.random() * 40 * DAY])
            starts = chance.choice([None, now + chance.random() * 9 * DAY])
            ends = chance.choice([None, now + chance.uniform(-1, 20) * DAY])
            given_ = earn(someone, 3, f"o{name}", available_at=starts, expires_at=ends)
            spent = spend(someone, 1, f"s{name}")
            # One that never expires pays for what is spent.
            plain = replace(earn(someone, 1, f"p{name}"), occurred_at=now - late)
            what = chance.choice([[given_], [plain, spent]])
            postings += [replace(each, occurred_at=now - late) for each in what]
        await post(at(world, now), *postings)
    return someone, now


def fold(
    rows: Sequence[Mapping[str, Any]], as_of: datetime, known_on: datetime
) -> tuple[int, ...]:
    """Sum what occurred until an instant and was known on another."""
    return tuple(
        sum(
            row["amount"] * ((row["credit"] == side) - (row["debit"] == side))
            for row, known_at in known(rows)
            if min(row["occurred_at"], row["recorded_at"]) <= as_of
            and known_at <= known_on
        )
        for side in SIDES
    )


def known(
    rows: Sequence[Mapping[str, Any]],
) -> Iterator[tuple[Mapping[str, Any], datetime]]:
    """Tell when each transfer was known: what was settled, at its instant."""
    last = NOON - 999 * DAY
    for row in rows:
        if row["source_type"] == "lot":
            yield row, max(row["occurred_at"], last)
        else:
            last = row["recorded_at"]
            yield row, last


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_books_are_a_fold_of_all_transfers(world: World, seed: int) -> None:
    chance = Random(seed)
    someone, end = await lived(world, chance)
    now = at(world, end)
    rows = sorted(await world.rows(transfers), key=lambda row: row["seq"])
    assert len(await world.rows(rollups)) == len(rows) // 512 >= 2
    instants = [
        *(chance.choice(rows)["occurred_at"] for _ in range(6)),
        *(chance.choice(rows)["recorded_at"] for _ in range(6)),
        *(NOON + (end - NOON) * chance.uniform(-0.5, 1) for _ in range(12)),
    ]
    for place in range(40):
        as_of, known_on = (min(each, end) for each in chance.sample(instants, 2))
        available, pending, debt = await amounts(now, someone, as_of, known_on)
        assert (available, pending) == fold(rows, as_of, known_on)
        told = await ask(now, (someone,), as_of, known_on)
        sides = {side: amount for (_, side), amount in told.sides.items()}
        held = (sides.get(SIDES[0], 0), sides.get(SIDES[1], 0))
        assert (*held, debt) == (available, pending, 0)
        since = min(as_of, known_on) - 5 * DAY
        lines = await statement(now, someone, since, as_of, known_on, limit=100)
        opening = fold(rows, since, known_on)
        assert (lines.opening.available, lines.opening.pending) == opening
        assert (lines.closing.available, lines.closing.pending) == (available, pending)
        if lines.lines.next is None and lines.lines.items:
            assert lines.lines.items[-1].balance == lines.closing
        if place == 20:
            await roll_up(at(world, end + 2 * DAY))
