"""The SQL of changes: what became known of tiers, and when."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Integer, bindparam, true

from domain.kernel import CustomerId, Unit, sets
from domain.kernel.records import encoded, insertion
from domain.kernel.rows import view
from domain.tiers.membership import TierChange
from domain.tiers.rows import change_row
from domain.tiers.tables import tier_changes

LOG = insertion(*sets.whole(tier_changes))


_THEIRS = sets.given(tier_changes.c.customer_id, name="theirs")


_LATEST = (
    view(tier_changes, TierChange)
    .where(tier_changes.c.customer_id == _THEIRS.c.customer_id)
    .order_by(tier_changes.c.id.desc())
    .limit(bindparam("limit", type_=Integer()))
    .lateral("latest")
)


LATEST = view(_LATEST, TierChange).select_from(_THEIRS.join(_LATEST, true()))


def log(unit: Unit, changes: Iterable[TierChange]) -> None:
    """Write down what became known of tiers."""
    unit.write(LOG, records=encoded(map(change_row, changes)))


async def changes(
    unit: Unit, customer_id: CustomerId, before: str | None, limit: int
) -> tuple[TierChange, ...]:
    """Return the changes of a customer's tier, the latest first, and one more."""
    theirs = view(tier_changes, TierChange).where(
        tier_changes.c.customer_id == customer_id
    )
    if before is not None:
        theirs = theirs.where(tier_changes.c.id < before)
    latest = theirs.order_by(tier_changes.c.id.desc()).limit(limit + 1)
    return await unit.all(TierChange, latest)


async def latest(
    unit: Unit, customer_ids: Sequence[CustomerId], limit: int
) -> tuple[TierChange, ...]:
    """Return the latest changes of each of many customers' tiers."""
    given = {"customer_id_of": list(customer_ids), "limit": limit}
    return await unit.all(TierChange, LATEST, **given)
