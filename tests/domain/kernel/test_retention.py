"""Keys and claims are forgotten when their month is over, and not before."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.kernel import Event, Unit, outbox, system, writes
from domain.kernel.idempotency import idempotency_keys
from domain.kernel.outbox import inbox
from domain.kernel.retention import KEPT, Forget, Forgotten, forget
from tests.world import NOON, World

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(Event):
    name = "number.counted"
    number: int


@writes("orders:write")
async def count(unit: Unit, command: Count) -> Count:
    """Return what was counted."""
    del unit
    return command


async def remember(world: World, number: int) -> None:
    """Have as many keys and claims."""
    for each in range(number):
        command, key = Count(number=each), f"k{each}"
        await world.platform.run_once(count, command, world.principal, key)
        async with world.platform.unit(world.principal) as unit:
            await outbox.first_time(unit, f"evn_{each:032x}", "tiers.review")


async def test_messages_that_are_done_go_and_others_stay(world: World) -> None:
    async with world.platform.unit(world.principal) as unit:
        outbox.file(unit, Counted(number=1))
        unit.emit(Counted(number=2))
    assert len(await world.rows(outbox.outbox)) == 2
    over = NOON + KEPT + MOMENT
    assert await forgetting(world, over) == Forgotten(done=1, more=False)
    (left,) = await world.rows(outbox.outbox)
    assert left["payload"] == {"number": 2}


async def forgetting(world: World, now: datetime, limit: int = 1_000) -> Forgotten:
    later = replace(world.platform, clock=lambda: now)
    caller = system(world.principal.tenant)
    return await later.run(forget, Forget(limit=limit), caller)


async def test_what_is_a_month_old_is_forgotten(world: World, neighbour: World) -> None:
    await remember(world, 2)
    await remember(neighbour, 1)
    over = NOON + KEPT
    assert await forgetting(world, over) == Forgotten(done=0, more=False)
    assert await forgetting(world, over + MOMENT) == Forgotten(done=4, more=False)
    assert (await world.rows(idempotency_keys), await world.rows(inbox)) == ([], [])
    assert len(await neighbour.rows(idempotency_keys)) == 1
    assert len(await neighbour.rows(inbox)) == 1


async def test_it_is_forgotten_piece_by_piece(world: World) -> None:
    await remember(world, 3)
    over = NOON + KEPT + MOMENT
    assert await forgetting(world, over, 2) == Forgotten(done=4, more=True)
    assert await forgetting(world, over, 2) == Forgotten(done=2, more=False)
