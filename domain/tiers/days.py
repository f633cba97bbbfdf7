"""Days of a zone: on which an instant falls, and the same time on a later one."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """Return the day in a zone on which an instant falls."""
    return at.astimezone(zone).date()


def days_later(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the same time of day in a zone, so many days later."""
    local = at.astimezone(zone).replace(tzinfo=None)
    return (local + timedelta(days=days)).replace(tzinfo=zone).astimezone(UTC)
