"""The schedule: every tenant's turn comes, whatever befalls another."""

import asyncio

from structlog.testing import capture_logs

from domain.kernel.database import Engine
from tests.workers import sample
from tests.workers.sample import Eaten, Loaves, eat, heard
from tests.world import World
from workers.schedule import Schedule, Sweep

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
