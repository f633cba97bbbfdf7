"""Keeping scores: in line with what members earned and kept, each in their own rows.

It looks at what is and not at what happened, so that duplicates, returns and late
orders need no code of their own.
"""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from domain import earning, tenants
from domain.kernel import CustomerId, Unit
from domain.leaderboards import board_store, rules, store
from domain.leaderboards.store import Score


async def keep(unit: Unit, customer_ids: Iterable[CustomerId]) -> None:
    """Bring the scores of those of these customers in line who want to be seen."""
    boards = await unit.once(board_store.boards)
    members = await store.hold(unit, customer_ids) if boards else ()
    if not members:
        return
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    ids = [each.customer_id for each in members]
    there = {_key(each): each for each in await store.scores(unit, ids)}
    wanted: dict[tuple[str, str, str], Score] = {}
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
                    wanted[_key(row)] = row
    store.save(unit, [each for key, each in wanted.items() if there.get(key) != each])
    store.drop(unit, [each for key, each in there.items() if key not in wanted])


def _key(score: Score) -> tuple[str, str, str]:
    return score.leaderboard, score.period, score.customer_id
