"""Counts: what counted towards a tier, when, and how much it comes to by an instant."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import datetime
from itertools import accumulate
from typing import NamedTuple


class Counted(NamedTuple):
    """So much counted at an instant; what counts against is negative."""

    at: datetime
    amount: int


class Counts:
    """What counted, in the order of time; what came at one instant is one."""

    __slots__ = ("grows", "instants", "sums")

    def __init__(self, counted: Iterable[tuple[datetime, int]] = ()) -> None:
        """Put in order what may come in any."""
        amounts: dict[datetime, int] = {}
        for at, amount in counted:
            amounts[at] = amounts.get(at, 0) + amount
        self.instants = sorted([at for at, amount in amounts.items() if amount])
        each = [amounts[at] for at in self.instants]
        self.sums = list(accumulate(each, initial=0))
        # Whether nothing counts against, so that sums never fall.
        self.grows = not each or min(each) > 0

    def insert(self, at: datetime, amount: int) -> bool:
        """Count something more; tell whether it came after all that was here."""
        self.grows = self.grows and amount > 0
        last = not self.instants or self.instants[-1] < at
        if last:
            self.instants.append(at)
            self.sums.append(self.sums[-1] + amount)
            return True
        place = bisect_left(self.instants, at)
        if self.instants[place] != at:
            self.instants.insert(place, at)
            self.sums.insert(place + 1, self.sums[place])
        for later in range(place + 1, len(self.sums)):
            self.sums[later] += amount
        if self.sums[place + 1] == self.sums[place]:
            # What comes to nothing is no instant at which anything counts.
            del self.instants[place], self.sums[place + 1]
        return False

    def before(self, at: datetime) -> int:
        """Return the sum of what counted before an instant."""
        return self.sums[bisect_left(self.instants, at)]

    def until(self, at: datetime) -> int:
        """Return the sum of what counted up to and with an instant."""
        return self.sums[bisect_right(self.instants, at)]

    def place(self, at: datetime) -> int:
        """Return how many instants come before one."""
        return bisect_left(self.instants, at)

    def place_after(self, at: datetime) -> int:
        """Return how many instants come before one, or are it."""
        return bisect_right(self.instants, at)

    def first(self, since: datetime) -> datetime | None:
        """Return when the first of what counts from an instant on did."""
        place = bisect_left(self.instants, since)
        return self.instants[place] if place < len(self.instants) else None
