"""Verification: scores, computed anew from what members earned and kept."""

from domain.kernel import Unit, reads
from domain.kernel.rebuilds import Discrepancy, Rebuild, compare
from domain.kernel.walks import Piece, piece
from domain.leaderboards import board_store, keeping, store


@reads("system")
async def verify(unit: Unit, command: Rebuild) -> Piece[Discrepancy]:
    """Tell which of some members have other scores than they earned.

    A leaderboard that is new is compared when all of its scores were counted.
    """
    boards = [each for each in await board_store.boards(unit) if each.filled]
    ids = await store.page(unit, command.after, command.limit)
    expected = await keeping.follow(unit, boards, await store.members(unit, ids))
    names = {each.leaderboard for each in boards}
    found = {
        keeping.key_of(each): each
        for each in await store.scores(unit, ids)
        if each.leaderboard in names
    }
    nothing = "no score"
    wrong = [
        wrong
        for key in sorted(expected.keys() | found.keys())
        for wrong in compare(
            key[-1], expected.get(key, nothing), found.get(key, nothing)
        )
    ]
    return piece(wrong, ids, command.limit)
