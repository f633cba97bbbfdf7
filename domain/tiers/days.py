"""Days of a zone: where they begin, and which is the same one of another month.

A day begins at its first instant there, also where clocks change at midnight. The same
day of a month that is shorter is its last.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MONTHS_A_YEAR = 12


A_DAY = timedelta(days=1)
# Of each day of some years it is asked again and again.
DAYS_KNOWN = 16_384


def months_later(day: date, months: int) -> date:
    """Return the same day of another month, or the last that the month has."""
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """Return the day in a zone on which an instant falls."""
    return at.astimezone(zone).date()


@lru_cache(maxsize=DAYS_KNOWN)
def beginning(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a day in a zone."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def days_later(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the same time of day in a zone, so many days later."""
    local = at.astimezone(zone).replace(tzinfo=None)
    return (local + timedelta(days=days)).replace(tzinfo=zone).astimezone(UTC)
