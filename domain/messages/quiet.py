"""Quiet hours: when nobody is written to, on the clock where the recipient is.

Wall time may be skipped, or come twice (`fold`, PEP 495), and quiet hours may cross
midnight; so what is asked is what the clock on the wall shows, stretch by stretch
between two changes of the offset.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

A_DAY, NOTHING = timedelta(days=1), timedelta()
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
        there = at.astimezone(zone)
        wall = there.time()
        if not quiet.covers(wall):
            return at
        left = datetime.combine(there, quiet.end) - datetime.combine(there, wall)
        ends = at + (left if left > NOTHING else left + A_DAY)
        # No zone has ever changed its offset twice within three days.
        if ends.astimezone(zone).utcoffset() == there.utcoffset():
            return ends
        at = _change(at, ends, zone)
    raise AssertionError(quiet)  # Of two days in a row some hour is not quiet.


def _change(since: datetime, until: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant of the change of offset within a stretch."""
    before = since.astimezone(zone).utcoffset()
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
