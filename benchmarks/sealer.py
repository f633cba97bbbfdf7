"""A process that seals what is posted, all the time: `python -m benchmarks.sealer`.

It takes settings and a tenant on standard input, and ends when that ends.
"""

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import msgspec
import uvloop

from domain import proofs
from domain.composition import compose
from domain.kernel import TenantId, system
from domain.settings import Settings

PAUSE_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Whose transfers to seal."""

    settings: Mapping[str, str]
    tenant: UUID


async def seal(plan: Plan) -> None:
    """Seal again and again, far more often than the schedule would."""
    platform = compose(Settings.of(plan.settings))
    caller = system(TenantId(plan.tenant))
    while True:
        swept = await platform.perform(
            lambda unit: proofs.seal(unit, proofs.SealSome()), caller
        )
        if not swept.more:
            await asyncio.sleep(PAUSE_S)


def main() -> None:
    """Seal as standard input says, until it ends."""

    async def until_told(plan: Plan) -> None:
        sealing = asyncio.create_task(seal(plan))
        await asyncio.to_thread(sys.stdin.buffer.read)
        sealing.cancel()
        await asyncio.gather(sealing, return_exceptions=True)

    plan = msgspec.json.decode(sys.stdin.buffer.readline(), type=Plan)
    uvloop.run(until_told(plan))


if __name__ == "__main__":
    main()
