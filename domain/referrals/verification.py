"""Verification: referrals, decided anew of what is known of both whom one is about."""

from domain.kernel import Unit, reads
from domain.kernel.rebuilds import Discrepancy, Rebuild, compare
from domain.kernel.walks import Piece, piece
from domain.referrals import keeping, store
from domain.referrals.store import Row


@reads("system")
async def verify(unit: Unit, command: Rebuild) -> Piece[Discrepancy]:
    """Tell which of some referrals came to something else than what is written down.

    What is due by now is decided by a sweep, and left to it.
    """
    rows = await store.some(unit, command.after, command.limit)
    settled = [each for each in rows if each.due_at is None or unit.now < each.due_at]
    decided = await keeping.decide(unit, settled)
    wrong = [
        wrong
        for was, now in zip(settled, decided, strict=True)
        for wrong in compare(was.id, _told(now), _told(was))
    ]
    return piece(wrong, [each.id for each in rows], command.limit)


def _told(row: Row) -> str:
    reasons = ", ".join(sorted(row.reasons))
    return f"{row.status} by {row.order_id} at {row.kept_at}, against it: [{reasons}]"
