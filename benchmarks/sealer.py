"""A process that seals what is posted, as it is posted: `python -m benchmarks.sealer`.

It takes settings and a tenant on standard input, seals whatever waits, says that it is
ready, and keeps up until its input ends; then it says how many transfers it sealed.
"""

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from time import process_time
from uuid import UUID

import msgspec
import uvloop

from domain import proofs
from domain.composition import compose
from domain.kernel import Platform, TenantId, system
from domain.kernel.platform import utc_now
from domain.proofs.sealing import GRACE
from domain.settings import Settings

READY = b"ready\n"
# The schedule seals what is two minutes old, every ten minutes. To see what that takes
# while it is posted, transfers are sealed when they are half a second old.
LAG = timedelta(seconds=0.5)
# Long enough for a batch or more, as the schedule seals whole ones.
PAUSE_S = 1
# Whether any came late is counted of the last seals: of a hundred in ten minutes there.
SEAL = proofs.SealSome(looked_through=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Whose transfers to seal."""

    settings: Mapping[str, str]
    tenant: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was sealed while others posted, and what it took of this process."""

    sealed: int
    cpu_seconds: float


async def seal_all(platform: Platform, tenant: TenantId) -> int:
    """Seal all that can be sealed, and return how much that was."""
    sealed, more = 0, True
    while more:
        done = await platform.perform(
            lambda unit: proofs.seal(unit, SEAL), system(tenant)
        )
        sealed, more = sealed + done.count, done.more
    return sealed


async def keep_up(plan: Plan) -> Seen:
    """Seal what waits, and then what comes, until standard input ends."""
    platform = replace(
        compose(Settings.of(plan.settings)), clock=lambda: utc_now() + GRACE - LAG
    )
    tenant = TenantId(plan.tenant)
    await seal_all(platform, tenant)
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    cpu, sealed = process_time(), 0
    ended = asyncio.create_task(asyncio.to_thread(sys.stdin.buffer.read))
    while not ended.done():
        sealed += await seal_all(platform, tenant)
        await asyncio.wait((ended,), timeout=PAUSE_S)
    seen = Seen(sealed=sealed, cpu_seconds=process_time() - cpu)
    await platform.close()
    return seen


def main() -> None:
    """Seal as standard input says, until it ends."""
    plan = msgspec.json.decode(sys.stdin.buffer.readline(), type=Plan)
    seen = uvloop.run(keep_up(plan))
    sys.stdout.buffer.write(msgspec.json.encode(seen))


if __name__ == "__main__":
    main()
