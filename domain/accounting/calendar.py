"""Days and months, where the programme takes place."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONTHS_A_YEAR = 12
MICROSECOND = timedelta(microseconds=1)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a day begins."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def day_end(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the end of the day in which an instant lies, a midnight in the next."""
    return midnight(at.astimezone(zone).date() + timedelta(days=1), zone)


def month_of(day: date) -> date:
    """Return the first day of the month of a day."""
    return day.replace(day=1)


def ending_month(at: datetime, zone: ZoneInfo) -> date:
    """Return the month of an instant, which ends its day and begins no other."""
    return month_of((at - MICROSECOND).astimezone(zone).date())


def later(month: date, months: int) -> date:
    """Return the first day of a month so many months later, or earlier."""
    years, place = divmod(month.month - 1 + months, MONTHS_A_YEAR)
    return date(month.year + years, place + 1, 1)


def between(first: date, last: date) -> int:
    """Return how many months one month is after another."""
    return (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month


def months(first: date, last: date) -> Iterator[date]:
    """Return the months from one to another, which is one of them."""
    for number in range(between(first, last) + 1):
        yield later(first, number)
