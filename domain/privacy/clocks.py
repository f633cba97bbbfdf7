"""Clocks: what who is restricted earns meanwhile does not expire either."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from domain import customers, ledger
from domain.kernel import CustomerId, Unit, writes

PIECE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class StopClocks:
    """Stop the clocks of what some restricted customers earned, after one of them."""

    after: CustomerId | None = None
    limit: Annotated[int, Meta(ge=1, le=500)] = PIECE


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """Of how many customers, and what is left to do."""

    done: int
    rest: StopClocks | None


@writes("system")
async def stop_clocks(unit: Unit, command: StopClocks) -> Stopped:
    """Have nothing expire of what customers came by since they were restricted.

    It lasts as much longer, once that is lifted, as its own clock stood still.
    """
    found = await customers.restricted_after(unit, command.after, command.limit)
    ids = sorted(await customers.people(unit, found))
    await customers.lock(unit, ids)
    # Who is let go meanwhile has clocks that run.
    there = await customers.restricted(unit, ids)
    now = await customers.people(unit, sorted(there))
    await ledger.stop_clock(unit, sorted(now))
    more = len(found) == command.limit
    rest = StopClocks(after=found[-1], limit=command.limit) if more else None
    return Stopped(done=len(found), rest=rest)
