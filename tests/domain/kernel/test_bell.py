"""The bell: nobody waits for it, and its faults are nobody else's."""

import asyncio
from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest

from domain.kernel import Event, TenantId, Unit
from domain.kernel.bell import Bell
from tests.world import World

ONE, TWO = TenantId(UUID(int=1)), TenantId(UUID(int=2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened(Event):
    name = "a.happened"


class Broken(Exception):
    """The clapper fell off."""


@dataclass(slots=True)
class Ear:
    """Hears what is rung; the first time, it may break the bell."""

    fault: Exception | None = None
    rung: list[TenantId] = field(default_factory=list[TenantId])
    heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def ring(self, tenant: TenantId) -> None:
        async with self.heard:
            self.rung.append(tenant)
            self.heard.notify_all()
        if self.fault is not None and len(self.rung) == 1:
            raise self.fault

    async def hear(self, count: int) -> list[TenantId]:
        """Return what was rung, once it is so many."""
        async with asyncio.timeout(1), self.heard:
            await self.heard.wait_for(lambda: len(self.rung) >= count)
        return self.rung


async def test_it_rings_for_each_tenant_soon() -> None:
    ear = Ear()
    bell = Bell(ear.ring, ())
    async with bell.hung():
        await bell(ONE)
        await bell(TWO)
        assert ear.rung == []
        assert sorted(await ear.hear(2)) == [ONE, TWO]
        await bell(ONE)
        assert (await ear.hear(3))[2] == ONE


async def test_what_comes_at_once_is_rung_once() -> None:
    ear = Ear()
    bell = Bell(ear.ring, ())
    async with bell.hung():
        for _ in range(100):
            await bell(ONE)
        await ear.hear(1)
        await bell(TWO)
        assert await ear.hear(2) == [ONE, TWO]


async def test_nobody_waits_for_it() -> None:
    never = asyncio.Event()

    async def ring(_: TenantId) -> None:
        await never.wait()

    bell = Bell(ring, ())
    async with bell.hung(), asyncio.timeout(0.5):
        for _ in range(10):
            await bell(ONE)
            await asyncio.sleep(0)


async def test_a_broken_bell_harms_no_commit_and_rings_the_next_time(
    world: World,
) -> None:
    ear = Ear(fault=Broken())
    bell = Bell(ear.ring, (Broken,))

    async def work(unit: Unit) -> None:
        unit.emit(Happened())

    platform = replace(world.platform, bell=bell)
    async with bell.hung():
        for count in (1, 2):
            await platform.perform(work, world.principal)
            assert await ear.hear(count) == [world.principal.tenant] * count
            assert len(await world.news()) == count


async def test_what_was_called_before_it_hung_is_rung_when_it_does() -> None:
    ear = Ear()
    bell = Bell(ear.ring, ())
    await bell(ONE)
    async with bell.hung():
        assert await ear.hear(1) == [ONE]


async def test_it_is_taken_down_without_a_word() -> None:
    async def ring(_: TenantId) -> None:
        pytest.fail("nobody called")

    before = asyncio.all_tasks()
    async with Bell(ring, ()).hung():
        assert len(asyncio.all_tasks() - before) == 1
    assert asyncio.all_tasks() == before
