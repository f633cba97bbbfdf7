"""Cycles: from which day to which a count goes, in the programme's time zone.

It goes from the first instant of its first day up to and without `end`, which is the
first instant of the day after its last. A year from 29 February ends on the 28th, and
four years on the 29th again.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.kernel.calendar import (
    A_DAY,
    DAYS_KNOWN,
    MONTHS_A_YEAR,
    beginning,
    months_later,
)
from domain.tiers.days import day_of
from domain.tiers.model import TierWindow


@dataclass(frozen=True, slots=True)
class Cycle:
    """A stretch of time."""

    start: datetime
    end: datetime


def fixed(
    window: TierWindow, anchor: date | None, at: datetime, zone: ZoneInfo
) -> Cycle:
    """Return the calendar year, or the year from an anchor's day, of an instant.

    Without an anchor, as long as nothing has counted, a year is a calendar year.
    """
    day = day_of(at, zone)
    if window is TierWindow.CALENDAR_YEAR or anchor is None:
        first, last = date(day.year, 1, 1), date(day.year + 1, 1, 1)
        return Cycle(beginning(first, zone), beginning(last, zone))
    years = day.year - anchor.year
    if months_later(anchor, years * MONTHS_A_YEAR) > day:
        years -= 1
    first, last = (
        months_later(anchor, each * MONTHS_A_YEAR) for each in (years, years + 1)
    )
    return Cycle(beginning(first, zone), beginning(last, zone))


def rolling(at: datetime, zone: ZoneInfo) -> datetime:
    """Return since when counts are of the last twelve months of an instant's day.

    They are of the days after the same day of last year, up to and with this one.
    """
    return _a_year_before(day_of(at, zone), zone)


def tier_year(anchor: date, at: datetime, zone: ZoneInfo) -> Cycle:
    """Return the year for which a tier holds that was reached on a day, by an instant.

    It has the twelve months after that day: the first ends with the same day of the
    next year, so that what led to the tier doesn't keep it as well.
    """
    years = max(day_of(at, zone).year - anchor.year, 1)
    while _after(anchor, years, zone) <= at:
        years += 1
    while years > 1 and _after(anchor, years - 1, zone) > at:
        years -= 1
    return Cycle(_after(anchor, years - 1, zone), _after(anchor, years, zone))


def leaves(at: datetime, zone: ZoneInfo) -> datetime:
    """Return from when what counted at an instant is of the last twelve months no more.

    It is the inverse of `rolling`: the day after the same day of the next year, or a
    day later if that is when the last day of a shorter month has passed.
    """
    day = day_of(at, zone)
    gone = months_later(day, MONTHS_A_YEAR)
    while months_later(gone, -MONTHS_A_YEAR) < day:
        gone += A_DAY
    return beginning(gone, zone)


@lru_cache(maxsize=DAYS_KNOWN)
def _a_year_before(day: date, zone: ZoneInfo) -> datetime:
    return beginning(months_later(day, -MONTHS_A_YEAR) + A_DAY, zone)


def _after(anchor: date, years: int, zone: ZoneInfo) -> datetime:
    return beginning(months_later(anchor, years * MONTHS_A_YEAR) + A_DAY, zone)
