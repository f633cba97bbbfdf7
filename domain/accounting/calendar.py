"""Days and months, where the programme takes place."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.kernel.calendar import MONTHS_A_YEAR, end_of, months_later

MICROSECOND = timedelta(microseconds=1)


def day_end(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the end of the day in which an instant lies, a midnight in the next."""
    return end_of(at.astimezone(zone).date(), zone)


def month_of(day: date) -> date:
    """Return the first day of the month of a day."""
    return day.replace(day=1)


def ending_month(at: datetime, zone: ZoneInfo) -> date:
    """Return the month of an instant, which ends its day and begins no other."""
    return month_of((at - MICROSECOND).astimezone(zone).date())


def between(first: date, last: date) -> int:
    """Return how many months one month is after another."""
    return (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month


def months(first: date, last: date) -> Iterator[date]:
    """Return the months from one to another, which is one of them."""
    for number in range(between(first, last) + 1):
        yield months_later(first, number)
