"""The SQL of the tenant's sides: one function, one statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from domain.accounting.movement_statement import COHORTS, MOVEMENTS, ROLL_UP_PERIOD
from domain.accounting.rows import written
from domain.accounting.sides import CohortMovement, Movement
from domain.accounting.tables import periods
from domain.kernel import Unit
from domain.ledger import Side, Transfer, TransferKind

ROLLING_UP = text(ROLL_UP_PERIOD)
READ_MOVEMENTS = text(MOVEMENTS)
READ_COHORTS = text(COHORTS)
# Transfers are the ledger's; when they were recorded is all that is asked here.
FIRST = text(
    "SELECT min(t.recorded_at) FROM transfers t"
    " WHERE t.tenant_id = :tenant AND t.recorded_at >= :since"
)
PLACE = text(
    "SELECT t.recorded_at FROM transfers t"
    " WHERE t.tenant_id = :tenant AND t.recorded_at >= :since"
    " ORDER BY t.recorded_at OFFSET :place LIMIT 1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What is asked of the sides: what occurred after and until, and was known on."""

    after: datetime
    until: datetime
    known_on: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class _Moved:
    unit: str
    month: date
    kind: str
    debit: str
    credit: str
    amount: int
    transfers: int


@dataclass(frozen=True, slots=True)
class _OfCohort:
    unit: str
    month: date
    debit: str
    credit: str
    issued_in: date | None
    expires_in: date | None
    amount: int
    transfers: int


async def last_until(unit: Unit) -> datetime | None:
    """Return until when everything is rolled up."""
    found: datetime | None = await unit.value(select(func.max(periods.c.until)))
    return found


async def first_recorded(unit: Unit, since: datetime) -> datetime | None:
    """Return when the first transfer was recorded, from an instant on."""
    found: datetime | None = await unit.value(FIRST, since=since)
    return found


async def recorded_at_place(unit: Unit, since: datetime, place: int) -> datetime | None:
    """Return when the transfer was recorded before which there are so many since."""
    found: datetime | None = await unit.value(PLACE, since=since, place=place)
    return found


async def begin(unit: Unit, since: datetime, until: datetime) -> bool:
    """Write down that a period is rolled up, unless somebody has."""
    row = insert(periods).values(since=since, until=until).on_conflict_do_nothing()
    return await unit.run(row) == 1


def roll_up(unit: Unit, since: datetime, until: datetime, zone: ZoneInfo) -> None:
    """Roll up what was recorded in a period."""
    unit.write(ROLLING_UP, since=since, until=until, zone=zone.key)


async def movements(
    unit: Unit, span: Span, unwritten: Iterable[Transfer]
) -> tuple[Movement, ...]:
    """Return what moved, by month, kind and sides."""
    found = await unit.all(_Moved, READ_MOVEMENTS, **_given(span, unwritten))
    return tuple(
        Movement(
            unit=each.unit,
            month=each.month,
            kind=TransferKind(each.kind),
            debit=Side(each.debit),
            credit=Side(each.credit),
            amount=each.amount,
            transfers=each.transfers,
        )
        for each in found
    )


async def cohorts(
    unit: Unit, span: Span, unwritten: Iterable[Transfer]
) -> tuple[CohortMovement, ...]:
    """Return what moved, by month, sides and the months of lots."""
    found = await unit.all(_OfCohort, READ_COHORTS, **_given(span, unwritten))
    return tuple(
        CohortMovement(
            unit=each.unit,
            month=each.month,
            debit=each.debit,
            credit=each.credit,
            issued_in=each.issued_in,
            expires_in=each.expires_in,
            amount=each.amount,
        )
        for each in found
    )


def _given(span: Span, unwritten: Iterable[Transfer]) -> dict[str, Any]:
    return {
        "after": span.after,
        "until": span.until,
        "known_on": span.known_on,
        "zone": span.zone.key,
        "unwritten": written(unwritten),
    }
