"""The decisions of accounting; pure, so that a test needs nothing but values."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from domain.accounting import forecast
from domain.accounting.sides import (
    ClosedUnit,
    CohortMovement,
    Movement,
    SideBalance,
    UnitBalance,
    UnitLiability,
)
from domain.accounting.statement import ENTRIES
from domain.kernel.database import TRANSACTION_S
from domain.ledger import BalanceChange, Rate, Side
from domain.tenants import UnitKind, UnitOfValue

ENTRIES_A_ROLLUP = int(ENTRIES)
# A unit that began so long ago has ended, whatever came of it.
WRITTEN_AFTER = timedelta(seconds=2 * TRANSACTION_S)


def came(asked: datetime | None, now: datetime) -> datetime:
    """Return the instant that is asked about: none that has not come."""
    return now if asked is None else min(asked, now)


def filled(changes: Iterable[BalanceChange]) -> list[BalanceChange]:
    """Return the changes by which an account came to fill another roll-up."""
    return [
        each
        for each in changes
        if each.seq // ENTRIES_A_ROLLUP > (each.seq - each.entries) // ENTRIES_A_ROLLUP
    ]


def trial_balance(movements: Iterable[Movement]) -> tuple[UnitBalance, ...]:
    """Return what stands on each side of each unit of value."""
    units: defaultdict[str, Counter[Side]] = defaultdict(Counter)
    for each in movements:
        units[each.unit][each.credit] += each.amount
        units[each.unit][each.debit] -= each.amount
    return tuple(
        UnitBalance(
            unit=unit,
            sides=tuple(
                SideBalance(side=side, balance=units[unit][side])
                for side in sorted(units[unit])
            ),
            total=sum(units[unit].values()),
        )
        for unit in sorted(units)
    )


def liabilities(
    movements: Sequence[CohortMovement], month: date, worth: Mapping[str, Rate]
) -> tuple[UnitLiability, ...]:
    """Return what is owed in each unit of value at the end of a month, or within it.

    `worth` says what a unit is worth in money, if it is worth any.
    """
    units: defaultdict[str, list[CohortMovement]] = defaultdict(list)
    for each in movements:
        units[each.unit].append(each)
    return tuple(
        _liability(unit, units[unit], month, worth.get(unit)) for unit in sorted(units)
    )


def closed(
    movements: Sequence[Movement], all_until: Sequence[Movement]
) -> tuple[ClosedUnit, ...]:
    """Return what happened in a month, and what is owed after all until its end."""
    sides = {each.unit: each for each in trial_balance(all_until)}
    return tuple(
        _closed(sides[unit], [each for each in movements if each.unit == unit])
        for unit in sorted(sides)
    )


def _closed(until: UnitBalance, movements: Sequence[Movement]) -> ClosedUnit:
    moved: Counter[Side] = Counter()
    for each in movements:
        moved[each.credit] += each.amount
        moved[each.debit] -= each.amount
    stand = {each.side: each.balance for each in until.sides}
    return ClosedUnit(
        unit=until.unit,
        issued=-moved[Side.ISSUE],
        redeemed=moved[Side.REDEEMED] + moved[Side.DONATED],
        expired=moved[Side.BREAKAGE],
        outstanding=sum(
            balance for side, balance in stand.items() if side in forecast.HELD
        ),
        debt=-stand.get(Side.DEBT, 0),
    )


def worth(units: Iterable[UnitOfValue], rates: Iterable[Rate]) -> Mapping[str, Rate]:
    """Return for each unit that is worth money how much: itself, or by its rate.

    Of several rates into money the dearest counts, as that is what may be asked for.
    """
    money = {each.code for each in units if each.kind == UnitKind.MONEY}
    found = {each: Rate(unit=each, into=each, takes=1, gives=1) for each in money}
    for rate in rates:
        if rate.into in money and rate.unit not in money:
            other = found.setdefault(rate.unit, rate)
            if rate.gives * other.takes > other.gives * rate.takes:
                found[rate.unit] = rate
    return found


def _liability(
    unit: str, movements: Sequence[CohortMovement], month: date, rate: Rate | None
) -> UnitLiability:
    held = sum(forecast.outstanding(movements)[0].values())
    expiring = forecast.expiry_months(movements, month)
    told = [each.expected_breakage for each in expiring]
    known = [each for each in told if each is not None]
    return UnitLiability(
        unit=unit,
        outstanding=held,
        extended=forecast.extended(movements, month),
        debt=sum(
            each.amount * ((each.debit == Side.DEBT) - (each.credit == Side.DEBT))
            for each in movements
        ),
        expected_breakage=sum(known) if known else None,
        # Rounded up: what is owed is not understated.
        value=None if rate is None else -(-held * rate.gives // rate.takes),
        expiring=expiring,
        issued=forecast.issue_months(movements),
    )
