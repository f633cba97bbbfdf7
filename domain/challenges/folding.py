"""Folding: what customers contribute becomes a total, and a total what they share."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from domain.challenges import contribution_store, mark_store, total_store, versions
from domain.challenges.course import Era, current
from domain.challenges.events import GoalMoved, GoalReached
from domain.challenges.model import ChallengeVersion
from domain.challenges.refusals import ChallengeNotFound
from domain.challenges.together import (
    CommunityOf,
    CommunityProgress,
    NoCommunityGoal,
    community,
    passed,
    topic_of,
)
from domain.kernel import Unit, reads, writes

PARTS_MAX = 5_000
SHARERS_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldSome:
    """Fold what customers contributed into totals."""

    limit: Annotated[int, Meta(ge=1, le=PARTS_MAX)] = PARTS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """How many contributions were folded, and whether there may be more."""

    done: int
    more: bool


@writes("system")
async def fold_some(unit: Unit, command: FoldSome) -> Folded:
    """Fold a bounded number of contributions, and have those looked at who share.

    A milestone that was reached stays reached, whatever comes back afterwards.
    """
    done, more = 0, False
    for eras in (await versions.by_name(unit)).values():
        version = current(eras, unit.now).version if eras else None
        if version is not None and version.terms.goal is not None:
            folded = await _fold(unit, version, command.limit)
            done, more = done + folded.done, more or folded.more
    return Folded(done=done, more=more)


async def _fold(unit: Unit, version: ChallengeVersion, limit: int) -> Folded:
    """Fold some of one challenge's; another unit that does so is left alone."""
    name, goal, least = version.challenge, version.terms.goal, version.terms.steps[0]
    assert goal is not None
    kept = await total_store.hold(unit, name)
    if kept is None:
        return Folded(done=0, more=False)
    parts = await contribution_store.unfolded(unit, name, limit)
    if not parts and not kept.sharing:
        return Folded(done=0, more=False)
    contribution_store.fold(unit, name, [each.customer_id for each in parts])
    total = kept.total + sum(each.amount - each.folded for each in parts)
    reached = msgspec.convert(kept.reached, dict[str, datetime])
    if parts:
        unit.emit(GoalMoved(topic=topic_of(name), total=total))
    new = [each for each in passed(goal, total) if each not in reached]
    for each in new:
        reached[each] = unit.now
        told = each or None
        unit.emit(GoalReached(challenge=name, milestone=told, total=total))
    if reached:
        # Who came to have a share may have been looked at before it was reached.
        late = [e for e in parts if e.folded < least.target <= e.amount]
        mark_store.mark(unit, [each.customer_id for each in late], unit.now)
    now = replace(kept, total=total, reached=reached)
    if new:
        now = replace(now, sharing=True, after_id=None)
    if now.sharing:
        now = await _share(unit, now, least.target)
    total_store.advance(unit, now)
    return Folded(done=len(parts), more=len(parts) == limit or now.sharing)


async def _share(unit: Unit, kept: total_store.Kept, least: int) -> total_store.Kept:
    """Have some of those looked at who have a share."""
    ids = await contribution_store.sharers(
        unit, kept.challenge, least, kept.after_id, SHARERS_MAX
    )
    mark_store.mark(unit, ids, unit.now)
    over = len(ids) < SHARERS_MAX
    return replace(kept, sharing=not over, after_id=None if over else ids[-1])


@reads("programme:read", refusals=(ChallengeNotFound, NoCommunityGoal), public=True)
async def find_community(unit: Unit, command: CommunityOf) -> CommunityProgress:
    """Tell how far all are together, which everybody may know."""
    eras: tuple[Era, ...] = (await versions.by_name(unit)).get(command.challenge, ())
    if not eras:
        raise ChallengeNotFound
    goal = current(eras, unit.now).version.terms.goal
    if goal is None:
        raise NoCommunityGoal
    totals = await total_store.totals(unit)
    return community(command.challenge, goal, totals.get(command.challenge))
