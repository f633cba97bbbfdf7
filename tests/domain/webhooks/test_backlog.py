"""What waits and what was given up is counted, for whoever collects metrics."""

import asyncio
from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from domain.kernel.database import Engine, Role, connect
from tests.domain.webhooks.receiving import Post, endpoint, happen
from tests.waiting import until
from tests.world import NOON, World
from workers.backlog import BacklogMetrics, Lookout

SOON = timedelta(seconds=40)


async def seen(watch: Engine, kind: str, after: timedelta = SOON) -> tuple[float, ...]:
    """Return how much of a kind waits, for how long, and how much was given up."""
    registry = CollectorRegistry()
    await Lookout(watch, lambda: NOON + after, BacklogMetrics(registry)).look()
    names = ("stamgast_waiting", "stamgast_waiting_seconds", "stamgast_parked")
    found = (registry.get_sample_value(name, {"kind": kind}) for name in names)
    return tuple(each for each in found if each is not None)


async def test_news_and_deliveries_wait_and_are_given_up(
    sandbox: World, post: Post, watch: Engine
) -> None:
    await post.carry(timedelta(days=400))
    assert await seen(watch, "news") == (0, 0.0, 0)
    await endpoint(sandbox)
    await post.carry()
    due, _, parked = await seen(watch, "webhooks")
    await happen(sandbox)
    assert await seen(watch, "news") == (1, 40.0, 0)
    await post.carry()
    assert await seen(watch, "news") == (0, 0.0, 0)
    assert (await seen(watch, "webhooks"))[::2] == (due + 1, parked)
    await post.send(timedelta(days=4))
    assert (await seen(watch, "webhooks"))[::2] == (due, parked + 1)
    assert await seen(watch, "messages") == (0, 0.0, 0)


async def test_what_cannot_be_seen_is_looked_at_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("workers.backlog.LOOK_S", 0.01)
    nowhere = connect("postgresql://nobody@127.0.0.1:1/nothing", Role.RELAY)
    lookout = Lookout(nowhere, lambda: NOON, BacklogMetrics(CollectorRegistry()))
    with capture_logs() as logs:
        looking = asyncio.create_task(lookout.run())
        await until(lambda: len(logs) == 2)
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
    assert {each["event"] for each in logs} == {"backlog_unseen"}
