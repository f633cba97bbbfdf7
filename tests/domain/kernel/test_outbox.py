"""News is carried at least once, acted upon exactly once, and never lost."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.kernel import Event, Unit
from domain.kernel import outbox as news
from domain.kernel.database import Engine
from domain.kernel.outbox import (
    BATCH_MAX,
    RING_AGAIN_S,
    RINGS_MAX,
    Message,
    claim,
    finish,
    first_time,
    inbox,
    message,
    outbox,
    waiting,
)
from tests.world import NOON, World

T = TypeVar("T")

LEASE = timedelta(seconds=RING_AGAIN_S)


@pytest.fixture
def _see_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at more than a batch: the tenants of other tests wait as well."""
    monkeypatch.setattr(news, "BATCH_MAX", 100_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Baked(Event):
    name = "bread.baked"
    loaves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Eaten(Event):
    name = "bread.eaten"
    at: datetime


AWAITED = frozenset({"bread.baked"})


async def perform(world: World, work: Callable[[Unit], Awaitable[T]]) -> T:
    return await world.platform.perform(work, world.principal)


def later(world: World, by: timedelta) -> World:
    clock = world.platform.clock
    platform = replace(world.platform, clock=lambda: clock() + by)
    return replace(world, platform=platform)


async def tell(world: World, *events: Event) -> list[str]:
    """Publish events in one unit; return the ids of their messages."""

    async def work(unit: Unit) -> None:
        for event in events:
            unit.emit(event)

    before = {row["id"] for row in await world.rows(outbox)}
    await perform(world, work)
    return sorted({row["id"] for row in await world.rows(outbox)} - before)


async def claimed(world: World) -> tuple[str, ...]:
    claimed = await perform(world, lambda unit: claim(unit, AWAITED))
    return tuple(each.id for each in claimed.ringing)


async def row(world: World, message_id: str) -> dict[str, Any]:
    (found,) = [each for each in await world.rows(outbox) if each["id"] == message_id]
    return {name: found[name] for name in ("rings", "ring_at", "done_at")}


async def test_news_leaves_with_its_unit_and_rings_at_once(world: World) -> None:
    bread, bite = await tell(world, Baked(loaves=2), Eaten(at=NOON))
    assert await world.news() == [
        ("bread.baked", {"loaves": 2}),
        ("bread.eaten", {"at": "2030-01-01T12:00:00Z"}),
    ]
    assert await row(world, bread) == {"rings": 0, "ring_at": NOON, "done_at": None}
    found = await perform(world, lambda unit: message(unit, bite))
    payload = {"at": "2030-01-01T12:00:00Z"}
    assert found == Message(
        id=bite,
        name=Eaten.name,
        payload=payload,
        occurred_at=NOON,
        done_at=None,
        trace=None,
    )


async def test_news_of_a_unit_that_failed_is_none(world: World) -> None:
    async def work(unit: Unit) -> None:
        unit.emit(Baked(loaves=1))
        news.post(unit)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await perform(world, work)
    assert await world.rows(outbox) == []


async def test_another_tenant_has_no_such_message(
    world: World, neighbour: World
) -> None:
    (bread,) = await tell(world, Baked(loaves=1))
    assert await perform(neighbour, lambda unit: message(unit, bread)) is None
    assert await claimed(neighbour) == ()


async def test_a_message_is_claimed_once_within_its_lease(world: World) -> None:
    (bread,) = await tell(world, Baked(loaves=1))
    assert await claimed(world) == (bread,)
    assert await claimed(world) == ()
    assert await claimed(later(world, LEASE - timedelta(microseconds=1))) == ()
    assert await row(world, bread) == {
        "rings": 1,
        "ring_at": NOON + LEASE,
        "done_at": None,
    }


async def test_a_message_that_nobody_finished_rings_again(world: World) -> None:
    (bread,) = await tell(world, Baked(loaves=1))
    for again in range(3):
        assert await claimed(later(world, again * LEASE)) == (bread,)
    assert (await row(world, bread))["rings"] == 3


async def test_relays_at_once_share_the_work_and_repeat_none(world: World) -> None:
    told = await tell(world, *(Baked(loaves=each) for each in range(250)))
    here = asyncio.Barrier(2)

    async def relay(unit: Unit) -> tuple[str, ...]:
        taken = tuple(each.id for each in (await claim(unit, AWAITED)).ringing)
        await here.wait()  # Both hold what they claimed.
        return taken

    one, two = await asyncio.gather(*(perform(world, relay) for _ in range(2)))
    assert (len(one), len(two)) == (BATCH_MAX, BATCH_MAX)
    assert set(one) & set(two) == set()
    rest = await claimed(world)
    assert sorted([*one, *two, *rest]) == told


async def test_eight_relays_at_once_claim_each_message_once(world: World) -> None:
    told = await tell(world, *(Baked(loaves=each) for each in range(20)))
    taken = await asyncio.gather(*(claimed(world) for _ in range(8)))
    assert sorted(each for batch in taken for each in batch) == told
    assert {each["rings"] for each in await world.rows(outbox)} == {1}


async def test_a_crash_before_the_claim_is_committed_changes_nothing(
    world: World,
) -> None:
    (bread,) = await tell(world, Baked(loaves=1))

    async def crash(unit: Unit) -> None:
        (taken,) = (await claim(unit, AWAITED)).ringing
        assert (taken.id, taken.trace) == (bread, None)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await perform(world, crash)
    assert (await row(world, bread))["rings"] == 0
    assert await claimed(world) == (bread,)


@pytest.mark.usefixtures("_see_all")
async def test_a_crash_between_claim_and_ringing_loses_nothing(
    world: World, watch: Engine
) -> None:
    (bread,) = await tell(world, Baked(loaves=1))
    assert await claimed(world) == (bread,)  # And the relay is no more.
    assert world.principal.tenant not in await waiting(watch, NOON)
    assert world.principal.tenant in await waiting(watch, NOON + LEASE)
    assert await claimed(later(world, LEASE)) == (bread,)


async def test_what_rang_too_often_is_parked(world: World, watch: Engine) -> None:
    (bread,) = await tell(world, Baked(loaves=1))
    times = [await claimed(later(world, each * LEASE)) for each in range(RINGS_MAX)]
    assert times == [(bread,)] * RINGS_MAX
    parked = {"rings": RINGS_MAX, "ring_at": None, "done_at": None}
    assert await row(world, bread) == parked
    much_later = timedelta(days=365)
    assert await claimed(later(world, much_later)) == ()
    assert world.principal.tenant not in await waiting(watch, NOON + much_later)


async def test_what_nobody_awaits_is_finished_at_once(world: World) -> None:
    bread, bite = await tell(world, Baked(loaves=1), Eaten(at=NOON))
    assert await claimed(world) == (bread,)
    assert await row(world, bite) == {"rings": 1, "ring_at": None, "done_at": NOON}
    assert (await row(world, bread))["done_at"] is None


async def test_what_is_finished_rings_no_more(world: World) -> None:
    (bread,) = await tell(world, Baked(loaves=1))
    await claimed(world)

    async def done(unit: Unit) -> None:
        assert await first_time(unit, bread, "shelf")
        finish(unit, bread)

    await perform(world, done)
    assert await row(world, bread) == {"rings": 1, "ring_at": None, "done_at": NOON}
    assert await claimed(later(world, LEASE)) == ()


async def test_it_is_finished_with_the_reaction_or_not_at_all(world: World) -> None:
    (bread,) = await tell(world, Baked(loaves=1))
    await claimed(world)

    async def crash(unit: Unit) -> None:
        assert await first_time(unit, bread, "shelf")
        finish(unit, bread)
        unit.emit(Eaten(at=NOON))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await perform(world, crash)
    assert await world.rows(inbox) == []
    assert len(await world.rows(outbox)) == 1
    assert await claimed(later(world, LEASE)) == (bread,)


async def test_one_of_eight_handlers_at_once_claims_a_message(world: World) -> None:
    (bread,) = await tell(world, Baked(loaves=1))

    async def react(unit: Unit) -> bool:
        first = await first_time(unit, bread, "shelf")
        if first:
            unit.emit(Eaten(at=NOON))
        return first

    won = await asyncio.gather(*(perform(world, react) for _ in range(8)))
    assert sorted(won) == [False] * 7 + [True]
    assert [name for name, _ in await world.news()] == ["bread.baked", "bread.eaten"]
    assert not await perform(world, react)


async def test_whoever_waits_for_a_claim_that_fails_gets_it(world: World) -> None:
    (bread,) = await tell(world, Baked(loaves=1))
    held, may_fail = asyncio.Event(), asyncio.Event()

    async def fail(unit: Unit) -> None:
        assert await first_time(unit, bread, "shelf")
        held.set()
        await may_fail.wait()
        raise ZeroDivisionError

    async def wait(unit: Unit) -> bool:
        asyncio.get_running_loop().call_later(0.1, may_fail.set)
        return await first_time(unit, bread, "shelf")

    failing = asyncio.create_task(perform(world, fail))
    await held.wait()
    assert await perform(world, wait)
    with pytest.raises(ZeroDivisionError):
        await failing


async def test_each_handler_and_each_tenant_claims_for_itself(
    world: World, neighbour: World
) -> None:
    (bread,) = await tell(world, Baked(loaves=1))
    for whose, handler in ((world, "a"), (world, "b"), (neighbour, "a")):
        assert await perform(
            whose, lambda unit, handler=handler: first_time(unit, bread, handler)
        )
    assert len(await world.rows(inbox)) == 2


@pytest.mark.usefixtures("_see_all")
async def test_the_relay_sees_who_waits(
    world: World, neighbour: World, watch: Engine
) -> None:
    await tell(world, Baked(loaves=1), Baked(loaves=2))
    seen = await waiting(watch, NOON)
    assert seen.count(world.principal.tenant) == 1
    assert neighbour.principal.tenant not in seen
    before = NOON - timedelta(microseconds=1)
    assert world.principal.tenant not in await waiting(watch, before)


@pytest.mark.parametrize(
    "secret",
    [
        "SELECT payload FROM outbox",
        "SELECT id, ring_at FROM outbox",
        "SELECT * FROM outbox",
        "SELECT 1 FROM outbox WHERE name = 'a'",
        "UPDATE outbox SET ring_at = NULL",
        "DELETE FROM outbox",
        "SELECT 1 FROM inbox",
        "SELECT 1 FROM audit_entries",
        "SELECT 1 FROM customers",
        "SELECT 1 FROM api_keys",
        "SELECT 1 FROM vault.customer_keys",
    ],
)
async def test_and_nothing_else(watch: Engine, secret: str) -> None:
    async with watch.connect() as connection:
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(text(secret))
