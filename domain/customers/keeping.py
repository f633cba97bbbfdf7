"""For how long something is kept of who was erased, and when some of it goes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from domain.customers.tables import customers
from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.kernel.sets import given

THESE = given(customers.c.id, name="these")


@dataclass(frozen=True, slots=True)
class Remnant:
    """Somebody who was erased, of whom something is kept for a time."""

    id: CustomerId
    erased_at: datetime


async def kept_too_long(unit: Unit, limit: int) -> tuple[Remnant, ...]:
    """Return those of whom something is kept too long, and keep others from them."""
    due = view(customers, Remnant).where(customers.c.kept_until <= unit.now)
    oldest = due.order_by(customers.c.kept_until).limit(limit)
    return await unit.all(Remnant, oldest.with_for_update(skip_locked=True))


def keep_until(
    unit: Unit, customer_ids: Sequence[CustomerId], until: datetime | None
) -> None:
    """Say when something goes next of what is kept of customers; or never."""
    theirs = update(customers).where(customers.c.id.in_(select(THESE.c.id)))
    unit.write(theirs.values(kept_until=until), id_of=list(customer_ids))
