"""Units: one instant, done again if a race was lost, and read-only if they read."""

from dataclasses import dataclass

import pytest
from psycopg.errors import (
    DeadlockDetected,
    ReadOnlySqlTransaction,
    SerializationFailure,
)
from sqlalchemy import Insert, func, insert, select

from domain.kernel import Event, NotAllowed, NotYours, Principal, Unit, reads, writes
from domain.kernel.outbox import inbox, outbox
from domain.kernel.platform import ATTEMPTS_MAX
from tests.world import NOON, World

ANN, BOB = "cus_" + "a" * 32, "cus_" + "b" * 32
EVN = "evn_" + "0" * 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    customer_id: str = ANN


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Event):
    name = "thing.seen"
    times: int


@reads("customers:read", subject="customer_id")
async def look(unit: Unit, command: Look) -> int:
    """Count what has been claimed."""
    del command
    found: int = await unit.value(select(func.count()).select_from(inbox))
    return found


@reads("customers:read")
async def look_around(unit: Unit, command: Look) -> int:
    """Count what has been claimed, by whomever."""
    return await look(unit, command)


@writes("customers:write")
async def sneak(unit: Unit, command: Look) -> None:
    """Write."""
    del command
    unit.write(claim("sneak"))


def claim(handler: str) -> Insert:
    row = {"message_id": EVN, "handler": handler, "claimed_at": NOON}
    return insert(inbox).values(row)


async def note(world: World, handler: str) -> None:
    async with world.platform.unit(world.principal) as unit:
        unit.write(claim(handler))


async def test_a_reading_unit_cannot_write(world: World) -> None:
    with pytest.raises(ReadOnlySqlTransaction):
        async with world.platform.unit(world.principal, read_only=True) as unit:
            await sneak(unit, Look())
    assert await world.rows(inbox) == []


async def test_a_snapshot_does_not_move(world: World) -> None:
    await note(world, "a")
    async with world.platform.snapshot(world.principal) as snapshot:
        assert await snapshot.run(look, Look()) == 1
        await note(world, "b")
        assert await snapshot.run(look, Look()) == 1
    assert await world.run(look, Look()) == 2


async def test_a_snapshot_is_for_those_who_read(world: World) -> None:
    async with world.platform.snapshot(world.principal) as snapshot:
        with pytest.raises(AssertionError, match=r"\.sneak"):
            await snapshot.run(sneak, Look())


@pytest.mark.parametrize("lost", [SerializationFailure, DeadlockDetected])
@pytest.mark.parametrize("failures", range(ATTEMPTS_MAX))
async def test_work_that_lost_a_race_is_done_again(
    world: World, lost: type[Exception], failures: int
) -> None:
    left = [lost()] * failures

    async def work(unit: Unit) -> int:
        unit.emit(Seen(times=len(left)))
        if left:
            raise left.pop()
        return 7

    assert await world.platform.perform(work, world.principal) == 7
    (news,) = await world.rows(outbox)
    assert news["payload"] == {"times": 0}


async def test_work_that_keeps_losing_is_given_up(world: World) -> None:
    tries: list[int] = []

    async def work(unit: Unit) -> None:
        tries.append(1)
        unit.emit(Seen(times=1))
        raise SerializationFailure

    with pytest.raises(SerializationFailure):
        await world.platform.perform(work, world.principal)
    assert len(tries) == ATTEMPTS_MAX
    assert await world.rows(outbox) == []


async def test_a_customer_asks_for_themselves_and_for_nobody_else(
    world: World,
) -> None:
    ann = Principal(
        tenant=world.principal.tenant,
        scopes=frozenset(world.principal.scopes),
        actor=ANN,
        customer=ANN,
    )
    assert await world.platform.run(look, Look(), ann) == 0
    with pytest.raises(NotYours):
        await world.platform.run(look, Look(customer_id=BOB), ann)
    with pytest.raises(NotAllowed):
        await world.platform.run(look_around, Look(), ann)


async def test_a_unit_has_one_instant_and_ids_of_its_own(world: World) -> None:
    async with world.platform.unit(world.principal) as unit:
        assert unit.now == NOON
        made = {unit.new_id("cus") for _ in range(10)}
    assert len(made) == 10
