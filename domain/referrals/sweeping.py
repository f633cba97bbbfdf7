"""Sweeping: referrals of which something is to be decided as time has passed."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from domain.kernel import Unit, writes
from domain.referrals import keeping, store

FRIENDS_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideSome:
    """Decide referrals whose friends can't send an order back, or order, any more."""

    limit: Annotated[int, Meta(ge=1, le=FRIENDS_MAX)] = FRIENDS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """How many were looked at, and whether there may be more."""

    done: int
    more: bool


@writes("system")
async def decide_some(unit: Unit, command: DecideSome) -> Decided:
    """Decide a bounded number of referrals that wait for it."""
    waiting = await store.due(unit, command.limit)
    await keeping.keep(unit, waiting)
    return Decided(done=len(waiting), more=len(waiting) == command.limit)
