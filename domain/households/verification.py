"""Verification: what households can spend, told anew by who gave and who took."""

from domain import ledger, rewards
from domain.households import line_store, store
from domain.kernel import Unit, reads
from domain.kernel.rebuilds import Discrepancy, Rebuild, compare
from domain.kernel.walks import Piece, piece


@reads("system")
async def verify(unit: Unit, command: Rebuild) -> Piece[Discrepancy]:
    """Tell which of some households' lines do not come to what they can spend.

    What was set aside for longer than it may be comes back by one sweep, and is told as
    a line by another: of which there is some, it is left to them.
    """
    rows = await store.some(unit, command.after, command.limit)
    holders = [ledger.holder_of(each.id) for each in rows]
    written = await ledger.last_written(unit, holders)
    overdue = await rewards.overdue_of(unit, holders)
    told = await line_store.sums(unit, [each.id for each in rows])
    wrong: list[Discrepancy] = []
    for row, holder in zip(rows, holders, strict=True):
        if holder in overdue or holder not in written:
            continue
        has = {code: many for code, many in written[holder].items() if many}
        says = {code: many for code, many in told[row.id].items() if many}
        wrong += compare(row.id, _said(says), _said(has))
    return piece(wrong, [each.id for each in rows], command.limit)


def _said(amounts: dict[str, int]) -> str:
    return ", ".join(f"{many} {code}" for code, many in sorted(amounts.items()))
