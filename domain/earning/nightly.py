"""What comes with the days: birthdays, and long silences.

Both runs do a bounded piece at a time and can stop anywhere: what is done is written
down with it, and comes about once.
"""

from calendar import isleap
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta

from domain import customers, orders, tenants
from domain.earning import occasion_store, occasions, rule_store
from domain.earning.model import RuleVersion
from domain.earning.occasions import BIRTHDAY, INACTIVITY, Mark, occasion
from domain.earning.terms import OnInactivity
from domain.kernel import SYSTEM, Unit, writes

PIECE_MAX = 500
# What a platform that stood still for so long has missed is made up for.
MISSED_DAYS = 7
# A birthday that was set less than so long before it is not celebrated yet.
SET_DAYS = 30
LEAP_DAY = (2, 29)
LAST_OF_FEBRUARY = (2, 28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Celebrate:
    """Give what some birthdays and some long silences earn."""

    limit: Annotated[int, Meta(ge=1, le=PIECE_MAX)] = PIECE_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Celebrated:
    """How many there were, and whether there may be more."""

    done: int
    more: bool


@writes(SYSTEM)
async def celebrate(unit: Unit, command: Celebrate) -> Celebrated:
    """Give what birthdays earn: once a year, on the day, or up to a week late.

    Who was born on 29 February has it on the 28th where there is no 29th. One that was
    set within 30 days before it waits for the next.
    """
    if not occasions.asked_for(await rule_store.versions(unit), BIRTHDAY):
        return Celebrated(done=0, more=False)
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    today = unit.now.astimezone(zone).date()
    for back in range(MISSED_DAYS):
        day = today - timedelta(days=back)
        found = await occasion_store.celebrating(
            unit,
            birthdays_on(day),
            str(day.year),
            midnight(day - timedelta(days=SET_DAYS), zone),
            command.limit,
        )
        if found:
            at = midnight(day, zone)
            arisen = [
                occasion(unit, each.customer_id, Mark(BIRTHDAY, str(day.year)), at)
                for each in found
            ]
            await occasions.arise(unit, arisen)
            return Celebrated(done=len(found), more=True)
    return Celebrated(done=0, more=False)


@writes(SYSTEM)
async def wake(unit: Unit, command: Celebrate) -> Celebrated:
    """Give what rules give to customers who have not ordered for so many days.

    Each silence earns once; the next begins with the next order.
    """
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    today = unit.now.astimezone(zone).date()
    versions = await rule_store.versions(unit)
    for rule in sorted({v.rule for v in occasions.asked_for(versions, INACTIVITY)}):
        run = await occasion_store.run(unit, rule, today)
        if not run.done:
            version = [each for each in versions if each.rule == rule][-1]
            return await _wake_some(unit, version, run, command.limit)
    return Celebrated(done=0, more=False)


async def _wake_some(
    unit: Unit, version: RuleVersion, run: occasion_store.Run, limit: int
) -> Celebrated:
    """Look at some customers, from where the run stopped."""
    on = version.terms.on
    assert isinstance(on, OnInactivity), version
    silence = timedelta(days=on.days)
    rows = await orders.last_orders(unit, run.after, limit)
    gone = await customers.gone(unit, [whose for whose, _ in rows])
    asleep = [
        occasion(
            unit,
            whose,
            Mark(INACTIVITY, f"{version.rule}:{last.isoformat()}", version.rule),
            last + silence,
        )
        for whose, last in rows
        if whose not in gone and version.valid_from <= last + silence <= unit.now
    ]
    new = await occasions.arise(unit, asleep)
    more = len(rows) == limit
    occasion_store.advance(unit, run.rule, rows[-1][0] if rows else None, not more)
    return Celebrated(done=len(new), more=True)


def birthdays_on(day: date) -> tuple[tuple[int, int], ...]:
    """Return the months and days of birth that are celebrated on a day."""
    own = (day.month, day.day)
    if own == LAST_OF_FEBRUARY and not isleap(day.year):
        return own, LEAP_DAY
    return (own,)


def celebrated_in(year: int, month: int, day: int) -> date:
    """Return the day of a year on which a birthday is celebrated."""
    leaps = (month, day) == LEAP_DAY and not isleap(year)
    return date(year, *(LAST_OF_FEBRUARY if leaps else (month, day)))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return when a day begins in a zone."""
    return datetime.combine(day, time(), tzinfo=zone)
