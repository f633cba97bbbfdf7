"""The SQL of holds as they are asked for: one function, one statement."""

from sqlalchemy import select

from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.ledger.model import HoldId, HoldTerms
from domain.ledger.tables import holds, transfers

# What explains holds that nobody's redemption does.
PLACEMENT = "placement"


async def source_type(unit: Unit, hold_id: HoldId) -> str | None:
    """Return what kind of thing a hold was placed for, if there is the hold."""
    # A hold is named as the transfer that began it.
    began = transfers.c.id == f"trf_{hold_id[-32:]}"
    found: str | None = await unit.value(select(transfers.c.source_type).where(began))
    return found


async def page(
    unit: Unit,
    customer_id: CustomerId,
    code: str | None,
    before: HoldId | None,
    limit: int,
) -> tuple[HoldTerms, ...]:
    """Return a customer's holds before one, newest first, and one more."""
    theirs = view(holds, HoldTerms).where(holds.c.customer_id == customer_id)
    if code is not None:
        theirs = theirs.where(holds.c.unit == code)
    if before is not None:
        theirs = theirs.where(holds.c.id < before)
    return await unit.all(
        HoldTerms, theirs.order_by(holds.c.id.desc()).limit(limit + 1)
    )
