"""Whatever is inferred of customers, each of them pays and gets the same."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import count
from typing import Any

import msgspec
import pytest
from sqlalchemy import Table, update

from domain.kernel import Unit
from domain.kernel.database import Engine
from domain.recommendations.tables import recommendations
from domain.scoring.tables import customer_scores, purchase_rollups
from tests.domain.fairness.deals import NAMES, deals, furnish
from tests.domain.recommendations.shop import advise
from tests.domain.scoring.shop import profiling
from tests.settled import Settled, settled
from tests.world import World, new_world, open_shop

INFERRED = (customer_scores, purchase_rollups, recommendations)
# From lost to champion, and what they are foretold, as far apart as it goes.
STANDING: tuple[dict[str, Any], ...] = tuple(
    {
        **dict.fromkeys(("recency", "frequency", "monetary"), grade),
        **dict.fromkeys(("chance_7", "chance_30", "chance_90"), chance),
        **dict.fromkeys(("expected_amount", "amount_low", "amount_high"), amount),
        **dict.fromkeys(("next_earliest", "next_on", "next_latest"), day),
        "life_cycle": cycle,
        "expected_orders": amount / 5_000,
    }
    for grade, cycle, chance, amount, day in (
        (1, "lost", 0.0, 0, None),
        (3, "at_risk", 0.4, 9_000, date(2030, 3, 1)),
        (5, "champion", 1.0, 9_000_000, date(2030, 1, 2)),
    )
)
# Everybody as they are, and everybody as somebody else is.
TURNS = ((0, 1, 2), (1, 2, 0))
Kept = dict[Table, list[dict[str, Any]]]


@pytest.fixture
async def shop(engine: Engine, database_url: str) -> tuple[Settled, Kept]:
    """Return a shop that can be put back, and what is inferred of its customers."""
    world = await profiling(await open_shop(new_world(engine)))
    await furnish(world)
    await advise(world)
    kept = {each: [dict(row) for row in await world.rows(each)] for each in INFERRED}
    scored = zip(kept[customer_scores], STANDING, strict=True)
    kept[customer_scores] = [row | standing for row, standing in scored]
    assert all(len(rows) == len(NAMES) for rows in kept.values())
    return settled(world, {}, database_url), kept


async def test_no_permutation_of_what_is_inferred_changes_a_price_or_a_reward(
    shop: tuple[Settled, Kept],
) -> None:
    furnished, kept = shop
    told: list[dict[str, bytes]] = []
    for turn in TURNS:
        furnished.put_back()
        world = alike(furnished.world)
        await permute(world, kept, turn)
        told.append(
            {
                f"{name}: {act}": msgspec.json.encode(answer, order="sorted")
                for name in NAMES
                for act, answer in [each async for each in deals(world, name)]
            }
        )
    assert len(told[0]) == 18 * len(NAMES)
    assert told[0] == told[1]


def alike(world: World) -> World:
    """Return a world in which chance and ids fall as they fall in all of its likes."""
    ids, throws = count(10_000), count(1)

    def dice(size: int) -> bytes:
        return sha256(f"{next(throws)}".encode()).digest()[:size]

    platform = replace(world.platform, new_number=lambda: next(ids), dice=dice)
    return World(platform, world.principal)


async def permute(world: World, kept: Kept, turn: Sequence[int]) -> None:
    """Let each customer have what was inferred of another."""

    async def write(unit: Unit) -> None:
        for table, rows in kept.items():
            for row, other in zip(rows, turn, strict=True):
                said = {
                    column: value
                    for column, value in rows[other].items()
                    if column not in {"tenant_id", "customer_id"}
                }
                this = update(table).where(table.c.customer_id == row["customer_id"])
                await unit.run(this.values(said))

    await world.platform.perform(write, world.principal)
