"""The SQL of members and scores: one function, one statement, one type."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, true
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.kernel import CustomerId, Unit, sets
from domain.kernel.records import bare, encoded, insertion
from domain.kernel.rows import view
from domain.leaderboards.tables import leaderboard_members, leaderboard_scores

MEMBERS, SCORES = leaderboard_members.c, leaderboard_scores.c
# Of a member: a score for each week of some decades, on twenty leaderboards.
SCORES_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who wants to be seen."""

    customer_id: CustomerId
    alias: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class Score:
    """What somebody has in a period."""

    leaderboard: str
    period: str
    customer_id: CustomerId
    alias: str
    score: int


WHO = sets.given(MEMBERS.customer_id, name="who")
_HELD = sets.found(
    "held",
    view(leaderboard_members, Member).with_for_update(),
    MEMBERS.customer_id == WHO.c.customer_id,
)
HOLD = view(_HELD, Member).select_from(WHO.join(_HELD, true()))
WHOSE = sets.given(SCORES.customer_id, name="whose")
THESE = view(leaderboard_members, Member).where(
    MEMBERS.customer_id.in_(select(WHO.c.customer_id))
)
THEIRS = view(leaderboard_scores, Score).where(
    SCORES.customer_id.in_(select(WHOSE.c.customer_id))
)
_NEW = insertion(*sets.whole(leaderboard_scores))
SAVE = _NEW.on_conflict_do_update(
    constraint=leaderboard_scores.primary_key,
    set_={"score": _NEW.excluded["score"], "alias": _NEW.excluded["alias"]},
)
_KEYS = ("leaderboard", "period", "customer_id")
GONE = sets.given(*(SCORES[name] for name in _KEYS), name="gone")
DROP = delete(leaderboard_scores).where(*(SCORES[n] == GONE.c[n] for n in _KEYS))


async def hold(unit: Unit, customer_ids: Iterable[CustomerId]) -> tuple[Member, ...]:
    """Return which of these want to be seen, and keep others from them."""
    return await unit.all(Member, HOLD, customer_id_of=sorted(set(customer_ids)))


async def members(unit: Unit, customer_ids: Sequence[CustomerId]) -> tuple[Member, ...]:
    """Return which of these want to be seen."""
    return await unit.all(Member, THESE, customer_id_of=list(customer_ids))


async def member(unit: Unit, customer_id: CustomerId) -> Member | None:
    """Return by which name somebody is seen, if they want to be."""
    this = view(leaderboard_members, Member).where(MEMBERS.customer_id == customer_id)
    return await unit.one(Member, this)


async def add(unit: Unit, new: Member) -> bool:
    """Write somebody down, unless they are, or the name is taken."""
    row = {"customer_id": new.customer_id, "alias": new.alias}
    made = upsert(leaderboard_members).values({**row, "joined_at": new.joined_at})
    return await unit.run(made.on_conflict_do_nothing()) == 1


async def remove(unit: Unit, customer_id: CustomerId) -> bool:
    """Forget that somebody wants to be seen, and all of their scores."""
    scores = delete(leaderboard_scores).where(SCORES.customer_id == customer_id)
    unit.write(scores)
    this = delete(leaderboard_members).where(MEMBERS.customer_id == customer_id)
    return await unit.run(this) == 1


async def page(
    unit: Unit, after: CustomerId | None, limit: int
) -> tuple[CustomerId, ...]:
    """Return who wants to be seen, in the order of ids."""
    every = view(leaderboard_members, Member).order_by(MEMBERS.customer_id)
    if after is not None:
        every = every.where(MEMBERS.customer_id > after)
    return tuple(e.customer_id for e in await unit.all(Member, every.limit(limit)))


async def scores(unit: Unit, customer_ids: Sequence[CustomerId]) -> tuple[Score, ...]:
    """Return all scores of some members."""
    limited = THEIRS.limit(SCORES_MAX * len(customer_ids))
    return await unit.all(Score, limited, customer_id_of=sorted(customer_ids))


def save(unit: Unit, changed: Sequence[Score]) -> None:
    """Write scores down of members that this unit holds."""
    if changed:
        unit.write(SAVE, records=encoded(map(_values, changed)))


def drop(unit: Unit, gone: Sequence[Score]) -> None:
    """Forget scores of members that this unit holds."""
    if gone:
        unit.write(DROP, **sets.lists([SCORES[name] for name in _KEYS], gone))


def _values(score: Score) -> dict[str, Any]:
    return {
        "leaderboard": score.leaderboard,
        "period": score.period,
        "customer_id": bare(score.customer_id),
        "alias": score.alias,
        "score": score.score,
    }
