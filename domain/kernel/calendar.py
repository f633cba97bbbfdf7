"""Days as people count them: of a month, in a zone, the last one included.

A day begins at its first instant there, also where clocks change at midnight.
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
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@lru_cache(maxsize=DAYS_KNOWN)
def beginning(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a day in a zone."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a day is over: the first of the next."""
    return beginning(day + A_DAY, zone)
