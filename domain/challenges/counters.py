"""Counters: what has counted for a step so far; pure, and fed in the order of time."""

from collections import deque
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypeAlias

from domain.challenges.periods import first_day, place
from domain.challenges.terms import ChallengeStreak
from domain.kernel.calendar import A_DAY


class Tally:
    """A sum, or how many different ones; of the last days only, if it is said so."""

    def __init__(self, within_days: int | None = None) -> None:
        """Begin with nothing."""
        self.within_days = within_days
        self._counted: deque[tuple[date, int, tuple[str, ...]]] = deque()
        self._sum = 0
        self._seen: dict[str, int] = {}

    def add(self, day: date, amount: int, keys: Iterable[str]) -> None:
        """Count what happened on a day, which is none before the last one."""
        told = tuple(keys)
        self._change(amount, told, 1)
        if self.within_days is not None:
            self._counted.append((day, amount, told))
            self._forget(day)

    def value(self, day: date) -> int:
        """Return what there is as of a day."""
        self._forget(day)
        return len(self._seen) or self._sum

    def renew(self) -> None:
        """Begin anew."""
        self._counted.clear()
        self._sum = 0
        self._seen.clear()

    def _forget(self, day: date) -> None:
        if self.within_days is None:
            return
        first = day - timedelta(days=self.within_days - 1)
        while self._counted and self._counted[0][0] < first:
            _, amount, keys = self._counted.popleft()
            self._change(-amount, keys, -1)

    def _change(self, amount: int, keys: tuple[str, ...], times: int) -> None:
        if not keys:
            self._sum += amount
        for key in keys:
            left = self._seen.get(key, 0) + times
            if left:
                self._seen[key] = left
            else:
                del self._seen[key]


class Run:
    """How many periods in a row had enough, with some that may be missed."""

    def __init__(self, streak: ChallengeStreak) -> None:
        """Begin with none."""
        self.streak = streak
        self.length = 0
        self.freezes_left = streak.freezes
        self._last: int | None = None
        self._period: int | None = None
        self._amount = 0

    def add(self, day: date, amount: int, keys: Iterable[str]) -> None:
        """Count what happened on a day, which is none before the last one."""
        del keys
        period = place(day, self.streak.per)
        if period != self._period:
            self._period, self._amount = period, 0
        self._amount += amount
        if self._amount < self.streak.at_least or period == self._last:
            return
        missed = self._missed(period)
        if self.length and missed <= self.freezes_left:
            self.length += 1
            self.freezes_left -= missed
        else:
            self.length, self.freezes_left = 1, self.streak.freezes
        self._last = period

    def value(self, day: date) -> int:
        """Return how long the row is that still holds on a day."""
        missed = self._missed(place(day, self.streak.per))
        return self.length if missed <= self.freezes_left else 0

    def renew(self) -> None:
        """Begin anew; a period that counted does not count again."""
        self.length, self.freezes_left = 0, self.streak.freezes

    def last_day(self) -> date | None:
        """Return the last day on which the row can still be gone on with."""
        if not self.length or self._last is None:
            return None
        beyond = self._last + self.freezes_left + 2
        return first_day(beyond, self.streak.per) - A_DAY

    def _missed(self, period: int) -> int:
        return 0 if self._last is None else max(period - self._last - 1, 0)


Counter: TypeAlias = Tally | Run
