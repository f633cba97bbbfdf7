"""A process that answers a request: `python -m benchmarks.answerer`.

It takes settings and a tenant on standard input, and says on standard output how long
it took, by how much its memory grew, and what came out.
"""

import asyncio
import gc
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import perf_counter, process_time
from uuid import UUID

import msgspec
import uvloop

from domain import privacy
from domain.composition import compose
from domain.kernel import TenantId, system
from domain.settings import Settings

KIB = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Whose request to answer."""

    settings: Mapping[str, str]
    tenant: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How it went."""

    seconds: float
    processor_s: float
    mib: float
    archive_mib: float
    digest: str


async def answer(plan: Plan) -> Answered:
    """Collect what answers whoever waits, and keep it, as the schedule does."""
    platform = compose(Settings.of(plan.settings))
    caller = system(TenantId(plan.tenant))
    # What is read once, by whoever comes first: connections, statements, modules.
    await platform.run(privacy.expire, privacy.ExpireRequests(), caller)
    privacy.inventory()
    _begin_anew()
    before, begun, worked = _most("VmRSS"), perf_counter(), process_time()
    next_one = await platform.run(privacy.begin_answer, privacy.BeginAnswer(), caller)
    assert next_one is not None
    found = await platform.run(privacy.collect_answer, next_one, caller)
    assert found.content is not None
    digest, size = sha256(found.content).hexdigest(), len(found.content)
    await platform.run(privacy.keep_answer, found, caller)
    seconds = perf_counter() - begun
    await platform.close()
    return Answered(
        seconds=seconds,
        processor_s=process_time() - worked,
        mib=(_most("VmHWM") - before) / KIB,
        archive_mib=size / KIB / KIB,
        digest=digest,
    )


def _begin_anew() -> None:
    """Forget how much memory this process had at most before (proc(5))."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _most(named: str) -> int:
    """Return what this process has of memory, or had at most, in KiB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (found,) = [line for line in lines if line.startswith(f"{named}:")]
    return int(found.split()[1])


def main() -> None:
    """Answer as standard input says."""
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    # As background processes do.
    gc.collect()
    gc.freeze()
    runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
    with runner:
        told = runner.run(answer(plan))
    sys.stdout.buffer.write(msgspec.json.encode(told))


if __name__ == "__main__":
    main()
