"""What a member may have of a household; pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.kernel.calendar import beginning

# Neither 0 nor O, 1 nor I: 60 bits, by nobody to be guessed.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 12


def month_of(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant of the month there that an instant is in."""
    return beginning(now.astimezone(zone).date().replace(day=1), zone)


def left(monthly_max: int | None, used: int) -> int | None:
    """Return how much more a member may have this month; None is no limit.

    What came back of what was spent before does not make it more than the limit.
    """
    if monthly_max is None:
        return None
    return max(0, monthly_max - max(0, used))


def takeable(available: int, more: int | None) -> int:
    """Return how much of what there is a member may have now."""
    return available if more is None else min(available, more)


def letters(thrown: bytes) -> str:
    """Return a code; with 32 letters, each is as likely as any other."""
    return "".join(LETTERS[each % len(LETTERS)] for each in thrown)
