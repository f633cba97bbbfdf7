"""Keeping scores: in line with what members earned and kept, each in their own rows.

It looks at what is and not at what happened, so that duplicates, returns and late
orders need no code of their own.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias
from zoneinfo import ZoneInfo

from domain import earning, tenants
from domain.kernel import CustomerId, Unit
from domain.leaderboards import board_store, rules, store
from domain.leaderboards.board_store import Board
from domain.leaderboards.events import ScoresMoved
from domain.leaderboards.model import topic_of
from domain.leaderboards.store import Member, Score

Key: TypeAlias = tuple[str, str, str]


async def keep(unit: Unit, customer_ids: Iterable[CustomerId]) -> None:
    """Bring the scores of those of these customers in line who want to be seen."""
    boards = await unit.once(board_store.boards)
    members = await store.hold(unit, customer_ids) if boards else ()
    if not members:
        return
    ids = [each.customer_id for each in members]
    there = {key_of(each): each for each in await store.scores(unit, ids)}
    wanted = await follow(unit, boards, members)
    changed = [each for key, each in wanted.items() if there.get(key) != each]
    gone = [each for key, each in there.items() if key not in wanted]
    store.save(unit, changed)
    store.drop(unit, gone)
    tell(unit, {each.leaderboard for each in (*changed, *gone)})


def tell(unit: Unit, boards: Iterable[str]) -> None:
    """Tell whoever watches leaderboards that somebody stands elsewhere on them."""
    topics = tuple(sorted(topic_of(each) for each in boards))
    if topics:
        unit.emit(ScoresMoved(topics=topics))


async def follow(
    unit: Unit, boards: Sequence[Board], members: Sequence[Member]
) -> dict[Key, Score]:
    """Return the scores that members have on leaderboards, of all that they earned."""
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    ids = [each.customer_id for each in members]
    wanted: dict[Key, Score] = {}
    for code in sorted({each.unit for each in boards}):
        kept = await earning.kept_by(unit, ids, code)
        for member in members:
            for board in boards:
                if board.unit != code:
                    continue
                timeline = kept.get(member.customer_id, [])
                found = rules.scores(timeline, board.period, zone)
                for period, score in found.items():
                    row = Score(
                        board.leaderboard,
                        period,
                        member.customer_id,
                        member.alias,
                        score,
                    )
                    wanted[key_of(row)] = row
    return wanted


def key_of(score: Score) -> Key:
    """Return by what a score is found: the leaderboard, the period, and whose it is."""
    return score.leaderboard, score.period, score.customer_id
