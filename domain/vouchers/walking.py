"""All vouchers, a piece at a time, for whoever takes them away."""

from domain.kernel import Unit, walks
from domain.kernel.walks import Piece
from domain.vouchers import opening, store
from domain.vouchers.model import Voucher


async def vouchers_after(unit: Unit, after: str | None, limit: int) -> Piece[Voucher]:
    """Return vouchers with their codes, the oldest first."""
    rows = await store.after(unit, after, limit)
    shown = await opening.shown(unit, rows)
    return walks.piece(shown, [each.id for each in rows], limit)
