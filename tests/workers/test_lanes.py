"""Lanes: who gets one when more are due than there are."""

import asyncio
from collections.abc import Collection, Sequence
from uuid import UUID

import pytest

from domain.kernel import TenantId
from workers.lanes import LANES_MAX, Lanes

DUE = [TenantId(UUID(int=number)) for number in range(LANES_MAX + 10)]
ROUNDS = 3


@pytest.mark.parametrize("more", [False, True])
async def test_of_more_than_can_be_served_at_once_none_waits_for_ever(
    *, more: bool
) -> None:
    served = dict.fromkeys(DUE, 0)
    all_had_it = asyncio.Event()

    async def due(at_work: Collection[TenantId]) -> Sequence[TenantId]:
        del at_work
        return DUE

    async def serve(tenant: TenantId) -> bool:
        # What it has stays due: it cannot leave now, or has no end.
        await asyncio.sleep(0)
        served[tenant] += 1
        if min(served.values()) == ROUNDS:
            all_had_it.set()
        return more

    lanes = Lanes(due, serve, lambda tenant: tenant, asyncio.Event())
    running = asyncio.create_task(lanes.run())
    async with asyncio.timeout(2):
        await all_had_it.wait()
    running.cancel()
    await asyncio.wait([running])
