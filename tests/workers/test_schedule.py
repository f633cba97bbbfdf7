"""The schedule: every tenant's turn comes, whatever befalls another."""

import asyncio
from dataclasses import replace
from datetime import time
from socket import socket

import httpx
from structlog.testing import capture_logs

from domain import ledger
from domain.kernel.database import Engine, Role, connect
from tests.domain.ledger.books import customer, earn, post
from tests.domain.ledger.test_verify import tamper
from tests.workers import sample
from tests.workers.sample import (
    Eaten,
    Loaves,
    Smelled,
    chew,
    cut,
    eat,
    heard,
    smell,
)
from tests.world import NOON, World
from workers.metrics import SweepMetrics, serve
from workers.schedule import SWEEPS, Schedule, Sweep, seconds_until

SWEEP = Sweep(use_case=eat, command=Loaves(loaves=5), every_s=60)


async def test_a_sweep_reaches_every_tenant(
    shop: World, other_shop: World, watch: Engine
) -> None:
    await Schedule(shop.platform, watch, (SWEEP,)).sweep(SWEEP)
    for each in (shop, other_shop):
        assert await heard(each, Eaten) == [5]


async def test_a_sweep_that_fails_is_written_down_and_goes_on(
    shop: World, watch: Engine
) -> None:
    sample.bad.add(5)
    with capture_logs() as logs:
        await Schedule(shop.platform, watch, (SWEEP,)).sweep(SWEEP)
    sample.bad.clear()
    mine = [line for line in logs if line["tenant"] == str(shop.principal.tenant)]
    assert [(line["event"], line["use_case"]) for line in mine] == [
        ("sweep_failed", "workers.eat")
    ]


async def test_it_sweeps_again_and_again(shop: World, watch: Engine) -> None:
    often = Sweep(use_case=eat, command=Loaves(loaves=6), every_s=0.01)
    running = asyncio.create_task(Schedule(shop.platform, watch, (often,)).run())
    async with asyncio.timeout(10):
        while (await heard(shop, Eaten)).count(6) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_while_something_is_read_it_is_told_how_far_that_is(
    shop: World, watch: Engine
) -> None:
    slowly = Sweep(
        use_case=cut,
        command=Loaves(loaves=7),
        then=(chew, smell),
        meanwhile=eat,
        every_s=60,
        told_every_s=0.01,
    )
    await Schedule(shop.platform, watch, (slowly,)).run_for(
        slowly, shop.principal.tenant
    )
    assert await heard(shop, Smelled) == [7]
    assert set(await heard(shop, Eaten)) == {7}


async def test_what_a_sweep_finds_wrong_is_counted_and_written_down(
    shop: World, watch: Engine, database_url: str
) -> None:
    (compare,) = [each for each in SWEEPS if each.use_case is ledger.compare_some]
    bit_by_bit = replace(compare, command=ledger.CompareSome(limit=1))
    await post(shop, *(earn(customer(), 5, f"o{n}") for n in range(3)))
    schedule = Schedule(shop.platform, watch, (bit_by_bit,))

    async def wrong() -> float | None:
        await schedule.sweep(bit_by_bit)
        named = {"use_case": "ledger.compare_some"}
        return schedule.metrics.registry.get_sample_value("stamgast_sweep_wrong", named)

    before = await wrong()
    owner = connect(database_url, Role.OWNER)
    await tamper(owner, shop, "UPDATE accounts SET seq = 2 WHERE {}")
    with capture_logs() as logs:
        after = await wrong()
    await tamper(owner, shop, "UPDATE accounts SET seq = 1 WHERE {}")
    await owner.dispose()
    assert before is not None
    assert after == before + 3
    mine = [line for line in logs if line["tenant"] == str(shop.principal.tenant)]
    told = [(line["event"], line["checks"], line["differences"]) for line in mine]
    assert told == [("books_differ", ["fold"], 1)] * 3


def test_what_has_its_time_of_day_waits_for_it() -> None:
    assert seconds_until(time(12, 30), NOON) == 30 * 60
    assert seconds_until(time(12), NOON) == 24 * 60 * 60
    assert seconds_until(time(11), NOON) == 23 * 60 * 60


async def test_what_has_its_time_of_day_is_not_run_before(
    shop: World, watch: Engine
) -> None:
    nightly = replace(SWEEP, command=Loaves(loaves=7), at=time(2, 30))
    running = asyncio.create_task(Schedule(shop.platform, watch, (nightly,)).run())
    await asyncio.sleep(0.1)
    assert await heard(shop, Eaten) == []
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def test_metrics_are_told_to_whoever_asks() -> None:
    metrics = SweepMetrics()
    metrics.rounds.labels("ledger.sweep").inc()
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve(metrics.registry, "127.0.0.1", port)
    told = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    assert 'stamgast_sweep_rounds_total{use_case="ledger.sweep"} 1.0' in told
