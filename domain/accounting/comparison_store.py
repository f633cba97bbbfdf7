"""The SQL of comparison: one function, one statement."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from domain.accounting.comparison_statement import PERIODS, ROLLUPS
from domain.kernel import CustomerId, Unit
from domain.kernel.ids import decode, encode

READ_PERIODS = text(PERIODS)
READ_ROLLUPS = text(ROLLUPS)


@dataclass(frozen=True, slots=True)
class PeriodSum:
    """What two sides of a period differ by; of one that is right, only its name."""

    since: datetime
    unit: str | None
    debit: str | None
    credit: str | None
    expected: int | None
    found: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledUpAccount:
    """Which roll-up of which account, in the order of their keys."""

    customer_id: CustomerId
    unit: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollup:
    """A roll-up, and whether it is the sum of its entries."""

    place: RolledUpAccount
    expected: str
    found: str
    differs: bool


@dataclass(frozen=True, slots=True)
class _Row:
    customer_id: UUID
    unit: str
    number: int
    expected: str
    found: str
    differs: bool


async def periods(unit: Unit, after: datetime, limit: int) -> tuple[PeriodSum, ...]:
    """Return the next periods, each as often as it differs, and once if it does not."""
    return await unit.all(PeriodSum, READ_PERIODS, after=after, limit=limit)


async def roll_ups(
    unit: Unit, after: RolledUpAccount, limit: int
) -> tuple[Rollup, ...]:
    """Return the next roll-ups of accounts, and what they should be."""
    found = await unit.all(
        _Row,
        READ_ROLLUPS,
        customer=decode(after.customer_id),
        unit=after.unit,
        number=after.number,
        limit=limit,
    )
    return tuple(
        Rollup(
            place=RolledUpAccount(
                customer_id=encode("cus", each.customer_id),
                unit=each.unit,
                number=each.number,
            ),
            expected=each.expected,
            found=each.found,
            differs=each.differs,
        )
        for each in found
    )
