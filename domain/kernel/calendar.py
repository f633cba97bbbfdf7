"""Days as people count them: of a month, in a zone, the last one included."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONTHS_A_YEAR = 12


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or the last that the month has."""
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    year = day.year + years
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a day is over: the first of the next."""
    following = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
    return following.astimezone(UTC)
