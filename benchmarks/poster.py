"""A process that posts: `python -m benchmarks.poster`, as one of the API's would.

It takes a plan on standard input, says when it is ready, and posts when it is told to.
What it saw it gives on standard output.
"""

import asyncio
import cProfile
import gc
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from time import perf_counter, process_time
from typing import Any
from uuid import UUID

import msgspec
import uvloop

from benchmarks import seed
from benchmarks.together import post_one
from domain import ledger, tenants
from domain.composition import compose
from domain.kernel import Platform, Refusal, TenantId, Unit, UseCase, outbox
from domain.kernel.idempotency import Answer
from domain.kernel.platform import utc_now
from domain.kernel.use_case import Asked
from domain.settings import Settings

READY = b"ready\n"
GO = b"go\n"
WARM_UP_S_MAX = 0.5
# Numbers of one process, and of another, never meet.
APART = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to post, in sets of what size, by how many at once, for how long.

    With one customer all is posted to one account. Earning and spending takes turns, so
    that no account grows; without `outbox` nobody is told of it.
    """

    settings: Mapping[str, str]
    tenant: UUID
    first: int
    kinds: Sequence[str]
    size: int
    callers: int
    customers: int
    seconds: float
    outbox: bool = True
    # Where to write a profile, if there is to be one.
    profile: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was posted, and what it took of this process."""

    posted: int
    seconds: float
    cpu_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """Posts as a plan says."""

    plan: Plan
    platform: Platform
    numbers: "count[int]"

    async def post(self) -> int:
        """Post one, or one set, and return how many that were."""
        caller = tenants.operator(TenantId(self.plan.tenant))
        if self.plan.size == 1:
            asked = Asked(command=self._posting(), principal=caller)
            await self.platform.sharing.share(post_one, asked, self._carry)
            return 1
        postings = [self._posting() for _ in range(self.plan.size)]

        async def work(unit: Unit) -> int:
            return len(await ledger.post(unit, postings))

        return await self.platform.perform(work, caller)

    async def _carry(
        self, use_case: UseCase[Any, Any], asked: Sequence[Asked[Any]]
    ) -> Sequence[Answer[Any] | Refusal]:
        """Post in one unit, as the platform would, but leave no audit trail."""
        told = await self.platform.perform(
            lambda unit: use_case.each(unit, asked), asked[0].principal
        )
        return [
            each if isinstance(each, Refusal) else Answer(result=each, replayed=False)
            for each in told
        ]

    def _posting(self) -> ledger.Earn | ledger.Spend:
        number = next(self.numbers)
        kinds = self.plan.kinds
        kind = ledger.Earn if kinds[number % len(kinds)] == "earn" else ledger.Spend
        return kind(
            customer_id=seed.customer_id(1 + number % self.plan.customers),
            unit="points",
            amount=1,
            source_type="bench",
            source_id=str(number),
            effect="post",
            occurred_at=utc_now(),
        )


def _keep_quiet(unit: Unit) -> None:
    """Tell nobody."""
    del unit


async def _for_seconds(
    work: Callable[[], Awaitable[int]], callers: int, seconds: float
) -> int:
    """Do work again and again, so many at once; return how much was done."""
    until = perf_counter() + seconds

    async def caller() -> int:
        done = 0
        while perf_counter() < until:
            done += await work()
        return done

    return sum(await asyncio.gather(*(caller() for _ in range(callers))))


async def carry_out(plan: Plan) -> Seen:
    """Warm up, say so, and post when told to."""
    # The ledger alone: what features above make of its news is not its own work.
    platform = replace(compose(Settings.of(plan.settings)), reactions={})
    if not plan.outbox:
        outbox.post = _keep_quiet
    poster = Poster(plan=plan, platform=platform, numbers=count(1 + plan.first * APART))
    gc.collect()
    gc.freeze()
    warm_up_s = min(plan.seconds, WARM_UP_S_MAX)
    await _for_seconds(poster.post, plan.callers, warm_up_s)
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    assert sys.stdin.buffer.readline() == GO
    cpu, began = process_time(), perf_counter()
    profile = cProfile.Profile(process_time)
    if plan.profile is not None:
        profile.enable()
    posted = await _for_seconds(poster.post, plan.callers, plan.seconds)
    seen = Seen(
        posted=posted,
        seconds=perf_counter() - began,
        cpu_seconds=process_time() - cpu,
    )
    if plan.profile is not None:
        profile.disable()
        profile.dump_stats(plan.profile)
    await platform.close()
    return seen


def main() -> None:
    """Carry out the plan on standard input."""
    plan = msgspec.json.decode(sys.stdin.buffer.readline(), type=Plan)
    seen = uvloop.run(carry_out(plan))
    sys.stdout.buffer.write(msgspec.json.encode(seen))


if __name__ == "__main__":
    main()
