"""Units: done again after lost races, with reactions within and listeners after."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from psycopg.errors import (
    DeadlockDetected,
    ReadOnlySqlTransaction,
    SerializationFailure,
    UniqueViolation,
)
from sqlalchemy import insert, select, update

from domain.kernel import (
    CustomerId,
    Event,
    NotAllowed,
    NotYours,
    Reactions,
    TenantId,
    Unit,
    platform,
    reads,
    writes,
)
from domain.kernel.audit import audit_entries
from domain.kernel.outbox import inbox, outbox
from tests.world import NOON, World

ANN, BOB = (f"cus_{number:032x}" for number in (1, 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    customer_id: CustomerId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Knocked(Event):
    name = "door.knocked"
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Event):
    name = "door.opened"


@writes("customers:write")
async def knock(unit: Unit, command: Knock) -> Knock:
    """Knock at the door."""
    unit.emit(Knocked(times=1))
    return command


def reacting(world: World, reactions: Reactions) -> World:
    return replace(world, platform=replace(world.platform, reactions=reactions))


async def claim(unit: Unit, handler: str = "a") -> None:
    values = {"message_id": f"evn_{1:032x}", "handler": handler, "claimed_at": NOON}
    await unit.run(insert(inbox).values(values))


async def claims(world: World) -> list[str]:
    return sorted(row["handler"] for row in await world.rows(inbox))


@pytest.mark.parametrize("lost", [DeadlockDetected, SerializationFailure])
@pytest.mark.parametrize("failures", [0, 1, 2])
async def test_work_that_lost_a_race_is_done_again(
    world: World, failures: int, lost: type[Exception]
) -> None:
    left = [lost()] * failures
    units: list[Unit] = []

    async def work(unit: Unit) -> str:
        units.append(unit)
        await claim(unit)
        unit.emit(Opened())
        if left:
            raise left.pop()
        return "done"

    assert await world.platform.perform(work, world.principal) == "done"
    assert len(units) == failures + 1
    assert len(set(map(id, units))) == failures + 1
    assert await claims(world) == ["a"]
    assert await world.news() == [("door.opened", {})]


@pytest.mark.parametrize("lost", [DeadlockDetected, SerializationFailure])
async def test_work_that_lost_three_races_is_given_up(
    world: World, lost: type[Exception]
) -> None:
    attempts: list[int] = []

    async def work(unit: Unit) -> None:
        attempts.append(1)
        await claim(unit)
        raise lost

    with pytest.raises(lost):
        await world.platform.perform(work, world.principal)
    assert len(attempts) == platform.ATTEMPTS_MAX == 3
    assert await claims(world) == []


@pytest.mark.parametrize(
    "bug", [UniqueViolation, ZeroDivisionError, asyncio.CancelledError]
)
async def test_what_failed_otherwise_is_not_done_again(
    world: World, bug: type[BaseException]
) -> None:
    attempts: list[int] = []

    async def work(unit: Unit) -> None:
        attempts.append(1)
        await claim(unit)
        raise bug

    with pytest.raises(bug):
        await world.platform.perform(work, world.principal)
    assert len(attempts) == 1
    assert await claims(world) == []


async def test_a_real_deadlock_ends_with_both_done(world: World) -> None:
    async with world.platform.unit(world.principal) as unit:
        unit.emit(Knocked(times=0))
        unit.emit(Knocked(times=0))
    one, two = sorted(row["id"] for row in await world.rows(outbox))
    here = asyncio.Barrier(2)
    attempts: list[str] = []

    async def raise_both(first: str, second: str) -> None:
        async def work(unit: Unit) -> None:
            attempts.append(first)
            more = update(outbox).values(rings=outbox.c.rings + 1)
            await unit.run(more.where(outbox.c.id == first))
            if len(attempts) <= 2:
                await here.wait()
            await unit.run(more.where(outbox.c.id == second))

        await world.platform.perform(work, world.principal)

    await asyncio.gather(raise_both(one, two), raise_both(two, one))
    assert [row["rings"] for row in await world.rows(outbox)] == [2, 2]
    # Who gave way may be back before the other has gone on.
    assert len(attempts) >= 3


async def test_a_reaction_sees_what_led_to_it_and_is_committed_with_it(
    world: World,
) -> None:
    async def answer(unit: Unit, event: Knocked) -> None:
        seen = await unit.transaction.execute(select(inbox.c.handler))
        assert seen.scalars().all() == ["a"]
        await claim(unit, f"knocked {event.times}")
        unit.emit(Opened())

    async def greet(unit: Unit, event: Opened) -> None:
        await claim(unit, event.name)

    house = reacting(world, {Knocked: (answer,), Opened: (greet,)})
    async with house.platform.unit(house.principal) as unit:
        await claim(unit)
        unit.emit(Knocked(times=7))
        assert await claims(world) == []
    assert await claims(world) == ["a", "door.opened", "knocked 7"]
    assert await world.news() == [("door.knocked", {"times": 7}), ("door.opened", {})]


async def test_reactions_happen_in_order(world: World) -> None:
    heard: list[str] = []

    def hear(name: str) -> platform.Reaction:
        async def react(unit: Unit, event: Event) -> None:
            del unit
            heard.append(f"{name} {event.name}")

        return react

    house = reacting(world, {Knocked: (hear("a"), hear("b")), Opened: (hear("c"),)})
    async with house.platform.unit(house.principal) as unit:
        unit.emit(Opened())
        unit.emit(Knocked(times=1))
        assert heard == []
    assert heard == ["c door.opened", "a door.knocked", "b door.knocked"]


async def test_a_reaction_that_fails_undoes_all(world: World) -> None:
    async def fail(unit: Unit, event: Knocked) -> None:
        del event
        await claim(unit)
        raise ZeroDivisionError

    house = reacting(world, {Knocked: (fail,)})
    with pytest.raises(ZeroDivisionError):
        await house.run(knock, Knock())
    for table in (inbox, outbox, audit_entries):
        assert await world.rows(table) == []


async def test_a_reaction_that_lost_a_race_is_done_again_with_all_else(
    world: World,
) -> None:
    left = [SerializationFailure()] * 2

    async def react(unit: Unit, event: Knocked) -> None:
        del event
        await claim(unit)
        if left:
            raise left.pop()

    await reacting(world, {Knocked: (react,)}).run(knock, Knock())
    assert await claims(world) == ["a"]
    assert await world.news() == [("door.knocked", {"times": 1})]


async def test_reactions_without_end_are_stopped(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "EVENTS_MAX", 50)

    async def again(unit: Unit, event: Knocked) -> None:
        unit.emit(Knocked(times=event.times + 1))

    with pytest.raises(AssertionError, match="times=51"):
        await reacting(world, {Knocked: (again,)}).run(knock, Knock())
    assert await world.rows(outbox) == []


async def test_the_listener_hears_before_the_bell_and_after_the_commit(
    world: World,
) -> None:
    heard: list[tuple[str, TenantId, int]] = []

    def listen(tenant: TenantId, events: Sequence[Event]) -> None:
        heard.append(("listener", tenant, len(events)))

    async def ring(tenant: TenantId, events: Sequence[Event]) -> None:
        assert len(await world.rows(outbox)) == len(events)
        heard.append(("bell", tenant, len(events)))

    house = replace(world.platform, listener=listen, bell=ring)
    tenant = world.principal.tenant
    async with house.unit(world.principal) as unit:
        unit.emit(Opened())
        unit.emit(Opened())
        assert heard == []
    assert heard == [("listener", tenant, 2), ("bell", tenant, 2)]


async def test_without_news_nobody_is_told(world: World) -> None:
    async def ring(tenant: TenantId, events: Sequence[Event]) -> None:
        pytest.fail(f"nothing happened to {tenant}: {events}")

    def listen(tenant: TenantId, events: Sequence[Event]) -> None:
        pytest.fail(f"nothing happened to {tenant}: {events}")

    async def fail(unit: Unit) -> None:
        unit.emit(Opened())
        raise ZeroDivisionError

    house = replace(world.platform, bell=ring, listener=listen)
    async with house.unit(world.principal) as unit:
        await claim(unit)
    with pytest.raises(ZeroDivisionError):
        await house.perform(fail, world.principal)
    assert await claims(world) == ["a"]


async def test_a_unit_has_one_instant_and_ids_of_its_own(world: World) -> None:
    ticks = iter(NOON + timedelta(seconds=each) for each in range(9))
    house = replace(world.platform, clock=lambda: next(ticks))
    async with house.unit(world.principal) as unit:
        assert unit.now == unit.now == NOON
        assert len({unit.new_id("cus") for _ in range(100)}) == 100
    async with house.unit(world.principal) as unit:
        assert unit.now == NOON + timedelta(seconds=1)


async def test_a_reading_unit_cannot_write(world: World) -> None:
    async def work(unit: Unit) -> None:
        await claim(unit)

    with pytest.raises(ReadOnlySqlTransaction):
        await world.platform.perform(work, world.principal, read_only=True)

    @reads("customers:read")
    async def pretend(unit: Unit, command: Knock) -> Knock:
        """Pretend to look."""
        unit.emit(Opened())
        return command

    with pytest.raises(ReadOnlySqlTransaction):
        await world.run(pretend, Knock())
    assert await world.rows(outbox) == []


@reads("customers:read", subject="customer_id")
async def count(unit: Unit, command: Knock) -> int:
    """Count the claims."""
    del command
    found = await unit.transaction.execute(select(inbox.c.handler))
    return len(found.all())


async def test_a_snapshot_does_not_move(world: World) -> None:
    async with world.platform.snapshot(world.principal) as snapshot:
        assert await snapshot.run(count, Knock()) == 0
        async with world.platform.unit(world.principal) as unit:
            await claim(unit)
        assert await snapshot.run(count, Knock()) == 0
    assert await world.run(count, Knock()) == 1


async def test_a_reading_use_case_sees_one_instant_however_often_it_looks(
    world: World,
) -> None:
    @reads("customers:read")
    async def look_twice(unit: Unit, command: Knock) -> tuple[int, int]:
        """Look, and look again."""
        before = await count(unit, command)
        async with world.platform.unit(world.principal) as other:
            await claim(other)
        return before, await count(unit, command)

    assert await world.run(look_twice, Knock()) == (0, 0)


async def test_many_readers_share_a_snapshot_in_turns(world: World) -> None:
    inside: list[int] = []

    @reads("customers:read")
    async def look(unit: Unit, command: Knock) -> int:
        """Look for a while."""
        inside.append(1)
        await count(unit, command)
        await asyncio.sleep(0)
        there = len(inside)
        inside.pop()
        return there

    async with world.platform.snapshot(world.principal) as snapshot:
        looks = (snapshot.run(look, Knock()) for _ in range(8))
        assert await asyncio.gather(*looks) == [1] * 8


async def test_a_snapshot_asks_who_may_and_runs_no_writer(world: World) -> None:
    async with world.platform.snapshot(world.principal) as snapshot:
        with pytest.raises(AssertionError, match=r"domain\.knock"):
            await snapshot.run(knock, Knock())
    nobody = replace(world.principal, scopes=frozenset())
    async with world.platform.snapshot(nobody) as snapshot:
        with pytest.raises(NotAllowed):
            await snapshot.run(count, Knock())
    ann = replace(world.principal, customer=ANN)
    async with world.platform.snapshot(ann) as snapshot:
        assert await snapshot.run(count, Knock(customer_id=ANN)) == 0
        for other in (BOB, None):
            with pytest.raises(NotYours):
                await snapshot.run(count, Knock(customer_id=other))
