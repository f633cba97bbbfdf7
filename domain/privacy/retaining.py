"""Retention: what is kept for a time is let go of when that has passed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta

from domain import challenges, customers, events, tiers
from domain.events import EventId
from domain.kernel import CustomerId, Unit, writes
from domain.privacy.releasing import next_after, passed, releases

PIECE = 50
EVENTS_KEPT = timedelta(days=730)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSome:
    """Let go of what is kept too long of some customers who were erased."""

    limit: Annotated[int, Meta(ge=1, le=500)] = PIECE


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """Of how many customers, and whether there may be more."""

    done: int
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetEvents:
    """Forget what customers did long ago, of events after one."""

    after: EventId | None = None
    limit: Annotated[int, Meta(ge=1, le=5_000)] = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsForgotten:
    """How many events went, and what is left to look at."""

    done: int
    rest: ForgetEvents | None


@writes("system")
async def release_some(unit: Unit, command: ReleaseSome) -> Released:
    """Let go, of some customers, of what their certificates say is kept no longer."""
    over = await customers.kept_too_long(unit, command.limit)
    for release in releases():
        theirs = [e.id for e in over if passed(release.keep, e.erased_at, unit.now)]
        if theirs:
            await unit.run(release.statement, id_of=theirs)
    following: defaultdict[datetime | None, list[CustomerId]] = defaultdict(list)
    for each in over:
        following[next_after(each.erased_at, unit.now)].append(each.id)
    for until, ids in following.items():
        customers.keep_until(unit, ids, until)
    return Released(done=len(over), more=len(over) == command.limit)


@writes("system")
async def forget_events(unit: Unit, command: ForgetEvents) -> EventsForgotten:
    """Forget events after two years, but for those that tiers or challenges count."""
    terms = await tiers.list_programmes(unit, tiers.ListTierProgrammes())
    counted = {each.terms.basis.event_type for each in terms.versions}
    counted |= await challenges.counted_types(unit)
    before = unit.now - EVENTS_KEPT
    seen = await events.recorded_after(unit, command.after, command.limit)
    old = [each for each in seen if each.recorded_at < before]
    going = [each.id for each in old if each.type not in counted]
    await events.forget(unit, going)
    # Identifiers are in the order of time: what follows one that stays is younger.
    more = len(old) == command.limit
    rest = ForgetEvents(after=old[-1].id, limit=command.limit) if more else None
    return EventsForgotten(done=len(going), rest=rest)
