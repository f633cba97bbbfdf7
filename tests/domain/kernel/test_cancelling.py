"""Whoever is told to stop in the middle of a unit leaves no connection behind in it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from sqlalchemy import Text, bindparam, func, literal, select

from domain.kernel import Unit
from domain.kernel.outbox import outbox
from domain.kernel.statements import ready
from domain.kernel.transaction import MUCH_BYTES
from tests.world import World

# From before anything was sent to after everything was answered.
STEPS, STEP_S = 60, 0.000_2
MUCH = "x" * MUCH_BYTES


async def look(unit: Unit) -> tuple[int, int]:
    """Ask twice, writing in between, so that statements travel together."""
    first = await unit.value(select(literal(1)))
    unit.write(select(func.pg_sleep(0.005)))
    return first, await unit.value(select(func.count()).select_from(outbox))


async def compute(unit: Unit) -> tuple[int, int]:
    """Go on with something else while what was begun is done."""
    unit.write(select(func.pg_sleep(0.002)))
    unit.write(select(func.length(bindparam("told", type_=Text()))), told=MUCH)
    await unit.begin()
    for _ in range(5):
        await asyncio.sleep(STEP_S)
    return 1, await unit.value(select(func.count()).select_from(outbox))


# Who is told twice while a journey ends leaves a generator to psycopg that warns of it.
@pytest.mark.parametrize(("work", "often"), [(look, 3), (compute, 1)])
async def test_a_unit_that_is_cancelled_anywhere_harms_nobody_after_it(
    world: World, work: Callable[[Unit], Awaitable[tuple[int, int]]], often: int
) -> None:
    for step in range(STEPS):
        tasks = [
            asyncio.create_task(world.platform.perform(work, world.principal))
            for _ in range(3)
        ]
        await asyncio.sleep(step * STEP_S)
        for _ in range(1 + step % often):
            for task in tasks:
                task.cancel()
            await asyncio.sleep(STEP_S * (step % 4))
        for task in tasks:
            with suppress(asyncio.CancelledError):
                assert await task == (1, 0)
        after = [world.platform.perform(work, world.principal) for _ in range(5)]
        assert await asyncio.gather(*after) == [(1, 0)] * 5


async def test_what_a_cancelled_unit_asked_on_is_not_asked_again(world: World) -> None:
    used: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def wait(unit: Unit) -> None:
        used.set_result(await unit.value(select(func.pg_backend_pid())))
        await unit.value(select(func.pg_sleep(5)))

    task = asyncio.create_task(world.platform.perform(wait, world.principal))
    async with asyncio.timeout(5):
        connection = await used
    await asyncio.sleep(STEP_S * 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async def ask(unit: Unit) -> int:
        return await unit.value(select(func.pg_backend_pid()))

    asked = (world.platform.perform(ask, world.principal) for _ in range(20))
    assert connection not in await asyncio.gather(*asked)


async def test_no_answer_is_not_that_there_is_nothing(world: World) -> None:
    async def work(unit: Unit) -> None:
        statement = ready(select(literal(1)), {}, unit.transaction.connection.dialect)
        with pytest.raises(AssertionError):
            await statement.found(unit.transaction.driver.cursor())

    await world.platform.perform(work, world.principal)
