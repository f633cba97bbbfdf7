"""A history's clock, moved so that its last day is yesterday."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from demo.tenants import DemoTenant

ONE_DAY = timedelta(days=1)


def shift(tenant: DemoTenant, today: date) -> timedelta:
    """Return how far to move, in whole days, for history to end yesterday."""
    return today - ONE_DAY - tenant.last_day


def clock(tenant: DemoTenant, today: date) -> Callable[[datetime], str]:
    """Return what turns a time on the shop's wall, then, into an instant (RFC 3339).

    Wall times are moved, not instants, so that people still shop in the evening
    when the move crosses the start of summer time.
    """
    days = shift(tenant, today)
    zone = ZoneInfo(tenant.time_zone)

    def instant(wall: datetime) -> str:
        moved = (wall + days).replace(tzinfo=zone).astimezone(UTC)
        return f"{moved:%Y-%m-%dT%H:%M:%SZ}"

    return instant
