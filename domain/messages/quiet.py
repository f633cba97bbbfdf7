"""Quiet hours: when nobody is written to, on the clock where the recipient is.

Wall time may be skipped, or come twice (`fold`, PEP 495), and quiet hours may cross
midnight; so what is asked is what the clock on the wall shows, stretch by stretch
between two changes of the offset.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

A_DAY = timedelta(days=1)
# No zone changes its offset twice in so short a time.
A_STRETCH = timedelta(hours=6)
A_SECOND = timedelta(seconds=1)
STRETCHES_MAX = 20


@dataclass(frozen=True, slots=True)
class Quiet:
    """From which time of day until which nothing is sent: the first, not the last.

    If both are the same, there are no quiet hours.
    """

    start: time
    end: time

    def covers(self, wall: time) -> bool:
        """Tell whether it is quiet at a time of day."""
        if self.start <= self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end


def opens(now: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """Return the earliest instant from now on at which it is not quiet there."""
    at = now.astimezone(UTC)
    for _ in range(STRETCHES_MAX):
        wall = at.astimezone(zone).replace(tzinfo=None)
        if not quiet.covers(wall.time()):
            return at
        end = datetime.combine(wall.date(), quiet.end)
        left = end - wall if end > wall else end + A_DAY - wall
        changed = _change(at, at + min(left, A_STRETCH), zone)
        at = changed or at + min(left, A_STRETCH)
    raise AssertionError(quiet)  # Of two days in a row some hour is not quiet.


def _change(since: datetime, until: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the instant of the change of offset within a stretch, if there is one."""
    before = since.astimezone(zone).utcoffset()
    if until.astimezone(zone).utcoffset() == before:
        return None
    low, high = since, until
    while high - low > A_SECOND:
        middle = low + (high - low) / 2
        middle = middle.replace(microsecond=0) if middle - low > A_SECOND else middle
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    # Offsets change at whole seconds.
    return high.replace(microsecond=0)
