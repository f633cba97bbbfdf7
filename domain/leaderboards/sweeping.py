"""Sweeping: the scores of a new leaderboard, of everybody who wants to be seen."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from domain.kernel import Unit, writes
from domain.leaderboards import board_store, keeping, store

MEMBERS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FillSome:
    """Count scores for leaderboards that are new."""

    limit: Annotated[int, Meta(ge=1, le=MEMBERS_MAX)] = MEMBERS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """How many members were counted, and whether there may be more."""

    done: int
    more: bool


@writes("system")
async def fill_some(unit: Unit, command: FillSome) -> Filled:
    """Count the scores of a bounded number of members; it may stop anywhere."""
    board = await board_store.unfilled(unit)
    if board is None:
        return Filled(done=0, more=False)
    ids = await store.page(unit, board.after_id, command.limit)
    await keeping.keep(unit, ids)
    over = len(ids) < command.limit
    board_store.pass_on(unit, board, None if over else ids[-1])
    return Filled(done=len(ids), more=True)
