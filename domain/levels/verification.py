"""Verification: levels, computed anew from what customers earned and kept."""

from domain import customers, earning
from domain.kernel import Unit, reads
from domain.kernel.rebuilds import Discrepancy, Rebuild, compare
from domain.kernel.walks import Piece, piece
from domain.levels import rules, store


@reads("system")
async def verify(unit: Unit, command: Rebuild) -> Piece[Discrepancy]:
    """Tell which of some customers are on another level than they came to.

    While a version is being applied to everybody, nothing is compared.
    """
    version = await store.latest(unit)
    if version is None or not await store.all_applied(unit):
        return Piece(items=(), last=None)
    ids = await customers.roll(unit, command.after, command.limit)
    has = await earning.kept_in_all(unit, ids, version.unit)
    there = await store.read(unit, ids)
    wrong = [
        wrong
        for each in ids
        for wrong in compare(
            each,
            f"level {rules.reached(version.levels, has[each])}",
            f"level {there.get(each, 0)}",
        )
    ]
    return piece(wrong, ids, command.limit)
