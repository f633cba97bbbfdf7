"""Comparison: roll-ups against the transfers that they are sums of, some at a time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from msgspec import Meta

from domain.accounting import comparison_store
from domain.accounting.comparison_store import RolledUpAccount
from domain.kernel import CustomerId, Unit, reads
from domain.kernel.types import Instant

# Each is of at most some ten thousand transfers, or of 512.
PERIODS_MAX = 20
ROLLUPS_MAX = 500
LONG_AGO = datetime.min.replace(tzinfo=UTC)
BEFORE_ALL = RolledUpAccount(customer_id=f"cus_{'0' * 32}", unit="", number=-1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RollUpDifference:
    """A roll-up that is not the sum of its transfers."""

    check: str
    customer_id: CustomerId | None
    unit: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePeriods:
    """Compare the roll-ups of the periods after one with their transfers."""

    after: Instant = LONG_AGO
    limit: Annotated[int, Meta(ge=1, le=PERIODS_MAX)] = PERIODS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPeriods:
    """What differs, and the command that goes on, if any does."""

    differences: tuple[RollUpDifference, ...]
    rest: ComparePeriods | None


@reads("system")
async def compare_periods(unit: Unit, command: ComparePeriods) -> ComparedPeriods:
    """Tell which sums of some periods are not those of their transfers."""
    found = await comparison_store.periods(unit, command.after, command.limit)
    last = max((each.since for each in found), default=None)
    looked = len({each.since for each in found})
    differences = tuple(
        RollUpDifference(
            check="period",
            customer_id=None,
            unit=each.unit,
            expected=f"since {each.since}: {each.expected} to {each.credit}",
            found=f"since {each.since}: {each.found} to {each.credit}",
        )
        for each in found
        if each.unit is not None
    )
    rest = None
    if last is not None and looked == command.limit:
        rest = ComparePeriods(after=last, limit=command.limit)
    return ComparedPeriods(differences=differences, rest=rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareRollUps:
    """Compare the roll-ups of accounts after one with their entries."""

    after: RolledUpAccount = BEFORE_ALL
    limit: Annotated[int, Meta(ge=1, le=ROLLUPS_MAX)] = ROLLUPS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRollUps:
    """What differs, and the command that goes on, if any does."""

    differences: tuple[RollUpDifference, ...]
    rest: CompareRollUps | None


@reads("system")
async def compare_roll_ups(unit: Unit, command: CompareRollUps) -> ComparedRollUps:
    """Tell which roll-ups of some accounts are not the sums of their entries."""
    found = await comparison_store.roll_ups(unit, command.after, command.limit)
    differences = tuple(
        RollUpDifference(
            check="rollup",
            customer_id=each.place.customer_id,
            unit=each.place.unit,
            expected=f"roll-up {each.place.number}: {each.expected}",
            found=f"roll-up {each.place.number}: {each.found}",
        )
        for each in found
        if each.differs
    )
    rest = None
    if len(found) == command.limit:
        rest = CompareRollUps(after=found[-1].place, limit=command.limit)
    return ComparedRollUps(differences=differences, rest=rest)
