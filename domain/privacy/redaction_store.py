"""The SQL of redactions: one function, one statement, one type."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.privacy.redaction import REDACTIONS_MAX
from domain.privacy.redaction_tables import shop_redactions


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A redaction as it is stored."""

    shop_domain: str
    asked_at: datetime
    due_at: datetime
    begun_at: datetime | None = None
    after_id: CustomerId | None = None
    asked_all_at: datetime | None = None
    customers: int = 0


ROWS = view(shop_redactions, Row)


def add(unit: Unit, row: Row) -> None:
    """Write a redaction down, unless it was before."""
    unit.write(insert(shop_redactions).values(asdict(row)).on_conflict_do_nothing())


def change(unit: Unit, shop_domain: str, **values: Any) -> None:
    """Write down how far a redaction is, which this unit holds."""
    this = update(shop_redactions).where(shop_redactions.c.shop_domain == shop_domain)
    unit.write(this.values(values))


async def hold(unit: Unit, shop_domain: str) -> Row | None:
    """Return a redaction and keep others from it until this unit ends."""
    this = ROWS.where(shop_redactions.c.shop_domain == shop_domain)
    return await unit.one(Row, this.with_for_update())


async def under_way(unit: Unit) -> Row | None:
    """Return a redaction that is carried out, unless somebody else is at it."""
    begun = ROWS.where(
        shop_redactions.c.begun_at.is_not(None),
        shop_redactions.c.asked_all_at.is_(None),
    )
    first = begun.order_by(shop_redactions.c.shop_domain).limit(1)
    return await unit.one(Row, first.with_for_update(skip_locked=True))


async def every(unit: Unit) -> tuple[Row, ...]:
    """Return redactions, those that are due first."""
    first = (shop_redactions.c.due_at, shop_redactions.c.shop_domain)
    return await unit.all(Row, ROWS.order_by(*first).limit(REDACTIONS_MAX))
