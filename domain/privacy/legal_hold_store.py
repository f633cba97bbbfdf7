"""The SQL of legal holds: one function, one statement, one type."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.privacy.erasure_tables import legal_holds
from domain.privacy.legal_hold import LegalHold, LegalHoldId

HOLDS_MAX = 100
HOLDS = view(legal_holds, LegalHold)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Until when somebody must not be erased."""

    customer_id: CustomerId
    until: datetime


def keep_back(unit: Unit, hold: LegalHold) -> None:
    """Write down why somebody must not be erased."""
    unit.write(insert(legal_holds).values(asdict(hold)))


async def release(unit: Unit, hold_id: LegalHoldId) -> LegalHold | None:
    """Write down that somebody may be erased who was kept from it."""
    this = update(legal_holds).where(legal_holds.c.id == hold_id)
    ended = this.values(released_at=func.coalesce(legal_holds.c.released_at, unit.now))
    return await unit.one(LegalHold, ended.returning(*HOLDS.selected_columns))


async def holds_of(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[LegalHold, ...]:
    """Return all that kept customers from being erased, newest first."""
    theirs = HOLDS.where(legal_holds.c.customer_id.in_(customer_ids))
    return await unit.all(
        LegalHold, theirs.order_by(legal_holds.c.id.desc()).limit(HOLDS_MAX)
    )


async def held_until(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> Mapping[CustomerId, datetime]:
    """Return until when those of these customers must not be erased who must not."""
    until = func.max(legal_holds.c.until).label("until")
    held = (
        select(legal_holds.c.customer_id, until)
        .where(legal_holds.c.customer_id.in_(customer_ids))
        .where(legal_holds.c.released_at.is_(None), legal_holds.c.until > unit.now)
        .group_by(legal_holds.c.customer_id)
    )
    return {each.customer_id: each.until for each in await unit.all(Held, held)}
