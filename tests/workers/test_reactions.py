"""From a transaction, by way of the outbox and the queue, to whoever reacts."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.kernel import TenantId
from domain.kernel.bell import Bell
from domain.kernel.database import Engine
from domain.kernel.outbox import inbox, outbox
from tests.workers import sample
from tests.workers.sample import SUBSCRIPTIONS, Baked, Eaten, Smelled, bake, heard
from tests.world import NOON, World
from workers import queue
from workers.queue import Queue
from workers.react import Reactor
from workers.relay import Relay


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    yield
    sample.bad.clear()


@pytest.fixture
async def bell(queue_url: str) -> AsyncIterator[Queue]:
    client = queue.connect(queue_url)
    yield client
    await client.aclose()


@pytest.fixture
def reactor(world: World) -> Reactor:
    return Reactor(world.platform, SUBSCRIPTIONS)


@pytest.fixture
def relay(world: World, watch: Engine, bell: Queue, reactor: Reactor) -> Relay:
    return Relay(world.platform, watch, bell, reactor)


async def carry(relay: Relay) -> None:
    """Carry everything; other tests have left news of their tenants too."""
    while await relay.carry():
        pass


async def work(queue_url: str, reactor: Reactor) -> int:
    """Work until the queue is empty; return how many jobs failed."""
    worker = queue.worker(queue_url, reactor.react, burst=True)
    await worker.main()
    await worker.close()
    return worker.jobs_failed


def an_hour_later(world: World) -> World:
    later = NOON + timedelta(hours=1)
    return replace(world, platform=replace(world.platform, clock=lambda: later))


async def test_news_is_carried_and_acted_upon(
    world: World, relay: Relay, reactor: Reactor, queue_url: str
) -> None:
    await bake(world, 3)
    await carry(relay)
    assert await heard(world, Eaten) == []
    assert await work(queue_url, reactor) == 0
    assert await heard(world, Smelled) == [3]
    assert await heard(world, Eaten) == [3]
    (message,) = [m for m in await world.rows(outbox) if m["name"] == Baked.name]
    assert (message["done_at"], message["ring_at"], message["rings"]) == (
        NOON,
        None,
        1,
    )


async def test_a_message_that_comes_again_changes_nothing(
    world: World, reactor: Reactor
) -> None:
    message, tenant = await bake(world, 3), world.principal.tenant
    await asyncio.gather(*(reactor.react(tenant, message) for _ in range(8)))
    await reactor.react(tenant, message)
    assert await heard(world, Eaten) == [3]
    assert len(await world.rows(inbox)) == len(SUBSCRIPTIONS)


async def test_who_fails_keeps_nobody_from_it_and_is_asked_again(
    world: World, reactor: Reactor
) -> None:
    message, tenant = await bake(world, 3), world.principal.tenant
    sample.bad.add(3)
    with pytest.raises(ExceptionGroup) as failed:
        await reactor.react(tenant, message)
    assert failed.group_contains(ZeroDivisionError)
    assert (await heard(world, Smelled), await heard(world, Eaten)) == ([3], [])
    assert await undone(world) == [message]
    sample.bad.clear()
    await reactor.react(tenant, message)
    assert (await heard(world, Smelled), await heard(world, Eaten)) == ([3], [3])
    assert await undone(world) == []


async def test_a_job_that_fails_is_rung_again_by_the_relay(
    world: World, watch: Engine, bell: Queue, queue_url: str
) -> None:
    message = await bake(world, 3)
    reactor = Reactor(world.platform, SUBSCRIPTIONS)
    await carry(Relay(world.platform, watch, bell, reactor))
    # The queue forgets everything.
    await bell.flushall()  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue]
    assert await work(queue_url, reactor) == 0
    assert await undone(world) == [message]
    later = an_hour_later(world)
    again = Reactor(later.platform, SUBSCRIPTIONS)
    await carry(Relay(later.platform, watch, bell, again))
    assert await work(queue_url, again) == 0
    assert await heard(world, Eaten) == [3]
    assert await undone(world) == []


async def test_news_that_nobody_awaits_is_let_go_by_the_relay(
    world: World, relay: Relay
) -> None:
    await bake(world, 3)
    nobody = replace(relay, reactor=Reactor(world.platform, ()))
    await carry(nobody)
    (message,) = await world.rows(outbox)
    assert (message["done_at"], message["ring_at"]) == (NOON, None)
    assert await world.rows(inbox) == []


async def test_if_the_queue_is_away_the_relay_reacts_by_itself(
    world: World, watch: Engine, reactor: Reactor
) -> None:
    messages = [await bake(world, loaves) for loaves in (1, 2, 3)]
    sample.bad.add(2)
    away = queue.connect("redis://127.0.0.1:1")
    await carry(Relay(world.platform, watch, away, reactor))
    await away.aclose()
    assert await heard(world, Eaten) == [1, 3]
    assert await undone(world) == [messages[1]]


async def test_the_bell_wakes_the_relay(
    world: World, watch: Engine, bell: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.relay.PAUSE_S", 60)
    rung = queue.bell(bell)
    platform = replace(world.platform, bell=rung)
    relay = Relay(platform, watch, bell, Reactor(platform, SUBSCRIPTIONS))
    running = asyncio.create_task(relay.run())
    async with rung.hung(), asyncio.timeout(5):
        await asyncio.sleep(0.5)  # It has looked, found nothing, and sleeps.
        await bake(replace(world, platform=platform), 7)
        while [row["rings"] for row in await world.rows(outbox)] == [0]:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_broken_bell_fails_nobody_and_keeps_nobody_waiting(
    world: World,
) -> None:
    async def ring(_: object) -> None:
        await asyncio.sleep(0.3)
        raise ConnectionError

    broken = Bell(ring, (OSError,))
    ringing = replace(world, platform=replace(world.platform, bell=broken))
    async with broken.hung(), asyncio.timeout(0.3):
        for loaves in (1, 2, 3):
            await bake(ringing, loaves)
    assert await heard(world, Baked) == [1, 2, 3]


async def undone(world: World) -> list[str]:
    """Return the messages about baking that nobody has finished."""
    rows = await world.rows(outbox)
    return [
        str(row["id"])
        for row in rows
        if row["name"] == Baked.name and row["done_at"] is None
    ]


async def test_a_worker_that_is_told_to_stop_ends_what_it_has_begun(
    world: World, bell: Queue, queue_url: str
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def react(tenant: TenantId, message_id: str) -> None:
        del tenant, message_id
        begun.set()
        await asyncio.sleep(0.3)
        ended.set()

    worker = queue.worker(queue_url, react)
    running = asyncio.create_task(worker.async_run())
    await queue.ring(bell, world.principal.tenant, f"evn_{'0' * 32}")
    async with asyncio.timeout(10):
        await begun.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(asyncio.CancelledError):
            await running
    assert ended.is_set()
    assert worker.jobs_failed == 0
    await worker.close()
