"""What can be asked of a tenant's books: all sides, all months, all that is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from domain import ledger, tenants
from domain.accounting import calendar, rules, side_store
from domain.accounting.side_store import Span
from domain.accounting.sides import (
    MONTHS_MAX,
    Liability,
    MonthClosed,
    Movements,
    ReadLiability,
    ReadMovements,
    ReadTrialBalance,
    RolledUp,
    RollUp,
    TooManyMonths,
    TrialBalance,
)
from domain.kernel import Unit, reads, writes
from domain.kernel.calendar import beginning, months_later
from domain.ledger import Transfer
from domain.tenants import ProgrammeNotFound

LONG_AGO = datetime.min.replace(tzinfo=UTC)
# What is due and not written is counted of so many accounts.
OVERDUE_MAX = 1_000
# More are rolled up in several periods, so that no statement takes long.
TRANSFERS_MAX = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """What is due and not written, and whether it is all of it."""

    transfers: Sequence[Transfer]
    is_all: bool


@reads("accounting:read", refusals=(ProgrammeNotFound,))
async def trial_balance(unit: Unit, command: ReadTrialBalance) -> TrialBalance:
    """Tell what stands on every side as of an instant, as was known on an instant.

    For each unit of value all sides together are zero. An instant that is not given,
    or has yet to come, is now.
    """
    as_of = rules.came(command.as_of, unit.now)
    known_on = rules.came(command.known_on, unit.now)
    span = Span(after=LONG_AGO, until=as_of, known_on=known_on, zone=await _zone(unit))
    due = await _due(unit)
    moved = await side_store.movements(unit, span, due.transfers)
    return TrialBalance(
        as_of=as_of,
        known_on=known_on,
        settled=due.is_all,
        units=rules.trial_balance(moved),
    )


@reads("accounting:read", refusals=(ProgrammeNotFound, TooManyMonths))
async def movements(unit: Unit, command: ReadMovements) -> Movements:
    """Tell what moved between sides in each of some months, and why.

    Months are those of the programme's time zone, and an instant ends its day: what
    expires at midnight expired in the month before.
    """
    zone = await _zone(unit)
    first = calendar.month_of(command.since)
    last = max(calendar.month_of(command.until or command.since), first)
    if calendar.between(first, last) >= MONTHS_MAX:
        raise TooManyMonths(MONTHS_MAX)
    known_on = rules.came(command.known_on, unit.now)
    span = Span(
        after=beginning(first, zone),
        until=beginning(months_later(last, 1), zone),
        known_on=known_on,
        zone=zone,
    )
    due = await _due(unit)
    return Movements(
        since=first,
        until=last,
        known_on=known_on,
        settled=due.is_all,
        movements=await side_store.movements(unit, span, due.transfers),
    )


@reads("accounting:read", refusals=(ProgrammeNotFound,))
async def liability(unit: Unit, command: ReadLiability) -> Liability:
    """Tell what customers hold, by month of issue and of expiry, and what will expire.

    What is expected to expire follows from what did, and is left out where too little
    did.
    """
    programme = await tenants.programme(unit)
    zone = ZoneInfo(programme.time_zone)
    as_of = rules.came(command.as_of, unit.now)
    known_on = rules.came(command.known_on, unit.now)
    span = Span(after=LONG_AGO, until=as_of, known_on=known_on, zone=zone)
    due = await _due(unit)
    moved = await side_store.cohorts(unit, span, due.transfers)
    worth = rules.worth(programme.units, await ledger.declared_rates(unit))
    month = calendar.month_of(as_of.astimezone(zone).date())
    return Liability(
        as_of=as_of,
        known_on=known_on,
        settled=due.is_all,
        units=rules.liabilities(moved, month, worth),
    )


@writes("system", refusals=(ProgrammeNotFound,))
async def roll_up(unit: Unit, command: RollUp) -> RolledUp:
    """Roll up the periods that are over: days, or less where much was recorded.

    A period is over when no unit that began in it can still be at work.
    """
    for done in range(command.limit):
        if not await _roll_up_next(unit):
            return RolledUp(done=done, more=False)
    return RolledUp(done=command.limit, more=True)


async def _roll_up_next(unit: Unit) -> bool:
    """Roll up the next period, if it is over."""
    since = await side_store.last_until(unit)
    first = await side_store.first_recorded(unit, since or LONG_AGO)
    if first is None:
        return False
    zone = await _zone(unit)
    end = calendar.day_end(first, zone)
    full = await side_store.recorded_at_place(unit, first, TRANSFERS_MAX)
    until = min(end, max(full or end, first + calendar.MICROSECOND))
    if until + rules.WRITTEN_AFTER > unit.now:
        return False
    if await side_store.begin(unit, since or first, until):
        side_store.roll_up(unit, since or first, until, zone)
        if until == end and end.astimezone(zone).day == 1:
            await _close(unit, calendar.ending_month(until, zone), until, zone)
    return True


async def _close(unit: Unit, month: date, end: datetime, zone: ZoneInfo) -> None:
    """Tell that a month is over, and what is owed at its end."""
    all_until = Span(after=LONG_AGO, until=end, known_on=end, zone=zone)
    due = await _due(unit)
    everything = await side_store.movements(unit, all_until, due.transfers)
    # What occurred in it, as far as it was known at its end.
    within = [each for each in everything if each.month == month]
    unit.emit(MonthClosed(month=month, units=rules.closed(within, everything)))


async def _due(unit: Unit) -> _Due:
    keys = await ledger.overdue(unit, OVERDUE_MAX)
    transfers = await ledger.unwritten(unit, keys) if keys else ()
    return _Due(transfers=transfers, is_all=len(keys) < OVERDUE_MAX)


async def _zone(unit: Unit) -> ZoneInfo:
    return ZoneInfo((await tenants.programme(unit)).time_zone)
