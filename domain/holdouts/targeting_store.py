"""The SQL of targeting: one function, one statement, one type."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import (
    Boolean,
    ColumnElement,
    DateTime,
    and_,
    delete,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.consent import Gate
from domain.holdouts import rules
from domain.holdouts.learner import Judged, Learner
from domain.holdouts.model import Arm
from domain.holdouts.store import ARM, BOUGHT, COUNTED, GIVEN, TRUE, WHOSE
from domain.holdouts.tables import targetings
from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view

# So many tell as well as all of a large shop's customers do.
CUSTOMERS_MAX = 20_000
AT: ColumnElement[Any] = literal_column("d.decided_at", DateTime(timezone=True))
CAME: ColumnElement[Any] = literal_column("b.orders > 0", Boolean)
IN_ARMS = text("d.arm = ANY(CAST(:arms AS text[]))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A customer of a campaign: when and how decided on, and whether they bought."""

    customer_id: CustomerId
    arm: Arm
    decided_at: datetime
    bought: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a campaign's targeting was asked for, and what was found out."""

    campaign: str
    days: int
    tenths: int
    asked_at: datetime
    learnt_at: datetime | None = None
    customers: int = 0
    # By those it was not learnt of; none, if there was not enough.
    judged: Judged | None = None
    learner: Learner | None = None


ROWS = view(targetings, Row)


@dataclass(frozen=True, slots=True)
class _Known:
    customer_id: CustomerId


async def tried(unit: Unit, gate: Gate, row: Row) -> tuple[Tried, ...]:
    """Return customers of a campaign, whoever they are, if decided on long enough ago.

    Who is held out of all campaigns is compared with only where that is asked of.
    """
    anybody = func.md5(func.text(WHOSE))
    columns = (WHOSE.label("customer_id"), ARM.label("arm"), AT.label("decided_at"))
    these = (
        select(*columns, CAME.label("bought"))
        .select_from(BOUGHT)
        .where(and_(TRUE, COUNTED, IN_ARMS), gate.admits(WHOSE))
        .order_by(anybody)
        .limit(CUSTOMERS_MAX)
    )
    return await unit.all(
        Tried,
        these,
        campaign=row.campaign,
        arms=f"{{{Arm.TREATED},{rules.alone(row.campaign)}}}",
        days=row.days,
        until=unit.now - timedelta(days=row.days),
    )


async def admitted(
    unit: Unit, gate: Gate, customer_ids: Sequence[CustomerId]
) -> tuple[CustomerId, ...]:
    """Return those of some customers whom the gate admits."""
    these = select(GIVEN.c.customer_id).where(gate.admits(GIVEN.c.customer_id))
    found = await unit.all(_Known, these, customer_id_of=list(customer_ids))
    return tuple(each.customer_id for each in found)


def put(unit: Unit, row: Row) -> None:
    """Write down what is asked or was found out, in place of what was before."""
    values = {
        **asdict(row),
        "judged": msgspec.to_builtins(row.judged),
        "learner": msgspec.to_builtins(row.learner),
    }
    new = upsert(targetings).values(values)
    key = targetings.primary_key
    unit.write(new.on_conflict_do_update(constraint=key, set_=values))


async def find(unit: Unit, campaign: str) -> Row | None:
    """Return what was asked and found out of a campaign."""
    found = await unit.one(Row, ROWS.where(targetings.c.campaign == campaign))
    return found and _row(found)


async def hold_unlearnt(unit: Unit) -> Row | None:
    """Hold what was asked first and is not found out yet, unless somebody else does."""
    waiting = ROWS.where(targetings.c.learnt_at.is_(None)).order_by(
        targetings.c.asked_at, targetings.c.campaign
    )
    held = waiting.limit(1).with_for_update(skip_locked=True)
    found = await unit.one(Row, held)
    return found and _row(found)


def drop(unit: Unit, campaign: str) -> None:
    """Forget what was asked and found out of a campaign."""
    unit.write(delete(targetings).where(targetings.c.campaign == campaign))


def _row(found: Row) -> Row:
    told = {"judged": found.judged, "learner": found.learner}
    held = msgspec.convert(told, _Held)
    return replace(found, judged=held.judged, learner=held.learner)


@dataclass(frozen=True, slots=True)
class _Held:
    judged: Judged | None
    learner: Learner | None
