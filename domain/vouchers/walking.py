"""All vouchers, a piece at a time, for whoever takes them away."""

from domain.kernel import Unit, walks
from domain.kernel.walks import Piece, Walked
from domain.vouchers import opening, store
from domain.vouchers.model import Voucher
from domain.vouchers.tables import vouchers


async def vouchers_after(unit: Unit, after: str | None, limit: int) -> Piece[Voucher]:
    """Return vouchers with their codes, the oldest first."""
    rows = await store.after(unit, after, limit)
    shown = await opening.shown(unit, rows)
    return walks.piece(shown, [each.id for each in rows], limit)


async def vouchers_walked(unit: Unit, until: str | None) -> Walked:
    """Return how many vouchers there are, and how many come up to one."""
    return await walks.walked(unit, vouchers.c.id, until)
