"""The SQL of leaderboards and of places on them.

Who was erased, merged or restricted is in no answer from the moment that is so, and who
left has no row.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from domain import customers
from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.leaderboards.model import (
    BOARDS_MAX,
    BoardNames,
    BoardPeriod,
    Leaderboard,
)
from domain.leaderboards.tables import leaderboard_scores, leaderboards

BOARDS, SCORES = leaderboards.c, leaderboard_scores.c
SEEN = and_(
    customers.stands(SCORES.customer_id), customers.unrestricted(SCORES.customer_id)
)


@dataclass(frozen=True, slots=True)
class Board:
    """A leaderboard as it is stored."""

    leaderboard: str
    names: dict[str, Any]
    unit: str
    period: BoardPeriod
    created_at: datetime
    after_id: CustomerId | None
    filled: bool

    def shown(self) -> Leaderboard:
        """Return what is told of it."""
        return Leaderboard(
            leaderboard=self.leaderboard,
            names=msgspec.convert(self.names, BoardNames),
            unit=self.unit,
            period=self.period,
            created_at=self.created_at,
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """A score, and by which name it is seen."""

    alias: str
    score: int


@dataclass(frozen=True, slots=True)
class _Counts:
    better: int
    before: int


ALL = view(leaderboards, Board).order_by(BOARDS.leaderboard).limit(BOARDS_MAX)


async def boards(unit: Unit) -> tuple[Board, ...]:
    """Return all leaderboards, by name."""
    return await unit.all(Board, ALL)


async def put(unit: Unit, board: Leaderboard) -> None:
    """Write a leaderboard down, or its names if it is there."""
    names = msgspec.to_builtins(board.names)
    new = upsert(leaderboards).values(
        leaderboard=board.leaderboard,
        names=names,
        unit=board.unit,
        period=board.period,
        created_at=board.created_at,
        filled=False,
    )
    await unit.run(
        new.on_conflict_do_update(
            constraint=leaderboards.primary_key, set_={"names": names}
        )
    )


async def unfilled(unit: Unit) -> Board | None:
    """Return a leaderboard of which not all scores are counted, and hold it."""
    waiting = view(leaderboards, Board).where(~BOARDS.filled)
    ordered = waiting.order_by(BOARDS.leaderboard).limit(1)
    return await unit.one(Board, ordered.with_for_update())


def pass_on(unit: Unit, board: Board, after: CustomerId | None) -> None:
    """Write down whose scores were counted last; None, if that was everybody."""
    this = update(leaderboards).where(BOARDS.leaderboard == board.leaderboard)
    unit.write(this.values(after_id=after, filled=after is None))


async def top(
    unit: Unit, which: tuple[str, str], after: Spot | None, limit: int
) -> tuple[Spot, ...]:
    """Return who stands next in a period of a leaderboard, the best first."""
    rows = _of(which)
    if after is not None:
        rows = rows.where(_worse(after))
    ordered = rows.order_by(SCORES.score.desc(), SCORES.alias)
    return await unit.all(Spot, ordered.limit(limit))


async def above(
    unit: Unit, which: tuple[str, str], spot: Spot, limit: int
) -> tuple[Spot, ...]:
    """Return who stands right above somebody, the best first."""
    rows = _of(which).where(_better(spot))
    ordered = rows.order_by(SCORES.score, SCORES.alias.desc())
    return (await unit.all(Spot, ordered.limit(limit)))[::-1]


async def counts(unit: Unit, which: tuple[str, str], spot: Spot) -> tuple[int, int]:
    """Return how many have a higher score, and how many stand before a spot."""
    board, period = which
    found = await unit.one(
        _Counts,
        select(
            func.count().filter(SCORES.score > spot.score).label("better"),
            func.count().label("before"),
        )
        .select_from(leaderboard_scores)
        .where(SCORES.leaderboard == board, SCORES.period == period, SEEN)
        .where(_better(spot)),
    )
    assert found is not None
    return found.better, found.before


async def own(
    unit: Unit, which: tuple[str, str], customer_id: CustomerId
) -> Spot | None:
    """Return the score of somebody, if they are seen."""
    return await unit.one(Spot, _of(which).where(SCORES.customer_id == customer_id))


def _of(which: tuple[str, str]) -> Any:
    board, period = which
    rows = view(leaderboard_scores, Spot).where(SEEN)
    return rows.where(SCORES.leaderboard == board, SCORES.period == period)


def _better(spot: Spot) -> ColumnElement[bool]:
    same = and_(SCORES.score == spot.score, SCORES.alias < spot.alias)
    return or_(SCORES.score > spot.score, same)


def _worse(spot: Spot) -> ColumnElement[bool]:
    same = and_(SCORES.score == spot.score, SCORES.alias > spot.alias)
    return or_(SCORES.score < spot.score, same)
