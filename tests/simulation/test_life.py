"""Whatever a shop sends, and whenever, its customers have what the rules give."""

from random import Random

import pytest

from domain.kernel.database import Engine
from tests.simulation.life import WEIGHTS, Life
from tests.world import new_world

STEPS = 150
SOAK_STEPS = 500


async def live(engine: Engine, url: str, seed: int, steps: int) -> Life:
    """Let a tenant live, and look at everything after each step."""
    life = Life(world=new_world(engine), engine=engine, url=url, chance=Random(seed))
    await life.begin()
    for number in range(steps):
        step = await life.step()
        try:
            await life.check()
        except AssertionError as error:
            error.add_note(f"seed {seed}, step {number}: {step}, at {life.now}")
            raise
    assert len(life.steps) == len(WEIGHTS)
    return life


@pytest.mark.parametrize("seed", [1, 2])
async def test_customers_have_what_the_rules_give(
    engine: Engine, database_url: str, seed: int
) -> None:
    life = await live(engine, database_url, seed, STEPS)
    assert life.cuts


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 140))
async def test_customers_have_what_the_rules_give_in_many_lives(
    engine: Engine, database_url: str, seed: int
) -> None:
    await live(engine, database_url, seed, SOAK_STEPS)
