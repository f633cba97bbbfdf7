"""Something that happens, and those who want to know."""

import asyncio
from dataclasses import dataclass

from domain.kernel import SYSTEM, Event, Unit, reads, writes
from domain.kernel.outbox import outbox
from tests.world import World
from workers.subscriptions import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Baked(Event):
    name = "bread.baked"
    loaves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Smelled(Event):
    name = "bread.smelled"
    loaves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Eaten(Event):
    name = "bread.eaten"
    loaves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaves:
    loaves: int


# Who bakes a loaf that is bad tries again, and then it is good.
bad: set[int] = set()


@writes(SYSTEM)
async def smell(unit: Unit, command: Loaves) -> None:
    """Smell the bread."""
    unit.emit(Smelled(loaves=command.loaves))


@writes(SYSTEM)
async def eat(unit: Unit, command: Loaves) -> None:
    """Eat the bread, unless it is bad."""
    unit.emit(Eaten(loaves=command.loaves))
    if command.loaves in bad:
        raise ZeroDivisionError


@writes(SYSTEM)
async def cut(unit: Unit, command: Loaves) -> Loaves:
    """Cut the bread, to be chewed by somebody."""
    del unit
    return command


@reads(SYSTEM)
async def chew(unit: Unit, command: Loaves) -> Loaves:
    """Chew for so long that somebody asks how it goes."""
    del unit
    await asyncio.sleep(0.1)
    return command


SUBSCRIPTIONS = (
    Subscription(Baked, smell, lambda event: Loaves(loaves=event.loaves)),
    Subscription(Baked, eat, lambda event: Loaves(loaves=event.loaves)),
)


async def bake(world: World, loaves: int) -> str:
    """Have bread baked; return the id of the news."""
    async with world.platform.unit(world.principal) as unit:
        unit.emit(Baked(loaves=loaves))
    (message,) = [
        row
        for row in await world.rows(outbox)
        if row["payload"] == {"loaves": loaves} and row["name"] == Baked.name
    ]
    return str(message["id"])


async def heard(world: World, event: type[Event]) -> list[int]:
    """Return how many loaves each event was about."""
    return sorted(
        row["payload"]["loaves"]
        for row in await world.rows(outbox)
        if row["name"] == event.name
    )
