"""Sweeping: who waits to be looked at, and a new version for everybody."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from domain import customers
from domain.challenges import keeping, mark_store, rounds, store
from domain.kernel import Unit, writes

MEMBERS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtSome:
    """Look at customers who wait for it."""

    limit: Annotated[int, Meta(ge=1, le=MEMBERS_MAX)] = MEMBERS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """How many were looked at, and whether there may be more."""

    done: int
    more: bool


@writes("system")
async def look_at_some(unit: Unit, command: LookAtSome) -> LookedAt:
    """Look at a bounded number of customers who wait, or at all of a new version.

    It may stop anywhere and go on later: each says themselves that they wait, and of a
    version it is written down who had their turn last.
    """
    waiting = await mark_store.due(unit, command.limit)
    mark_store.forget(unit, waiting)
    waiting += await store.due(unit, command.limit - len(waiting))
    if waiting:
        await keeping.keep(unit, waiting)
        # A version has its turn when nobody waits; while some always do, looking again
        # at once is how it ever comes to it.
        return LookedAt(done=len(waiting), more=True)
    round_ = await rounds.open_round(unit)
    if round_ is None:
        return LookedAt(done=0, more=False)
    ids = await customers.roll(unit, round_.after_id, command.limit)
    await keeping.keep(unit, ids)
    over = len(ids) < command.limit
    rounds.pass_on(unit, round_, None if over else ids[-1])
    return LookedAt(done=len(ids), more=True)
