"""The course of a challenge: how far a customer is, as a fold over what they did.

It reads no clock and no database, and what came in another order folds to the same. A
case counts by the version that held when it occurred; a new version resets nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.challenges import counting
from domain.challenges.counters import Counter, Run
from domain.challenges.counting import Case, CountedStep
from domain.challenges.model import ChallengeVersion
from domain.challenges.periods import first_day, place
from domain.challenges.terms import (
    ChallengeJoining,
    ChallengeOrder,
    ChallengeRecurrence,
    ChallengeTerms,
)

FIRST = "1"


@dataclass(frozen=True, slots=True)
class Era:
    """The time during which a version holds; an end of None is for ever."""

    version: ChallengeVersion
    start: datetime
    end: datetime | None
    _ready: dict[tuple[ZoneInfo, str], tuple[CountedStep, ...]] = field(
        default_factory=dict[tuple[ZoneInfo, str], tuple[CountedStep, ...]],
        compare=False,
        repr=False,
    )

    def steps(self, zone: ZoneInfo, currency: str) -> tuple[CountedStep, ...]:
        """Return the version's steps, ready to count; hundreds may ask in turn.

        To look a version up by all that it says takes as long as to count.
        """
        found = self._ready.get((zone, currency))
        if found is None:
            found = counting.counted(self.version, zone, currency)
            self._ready[zone, currency] = found
        return found

    def holds(self, at: datetime) -> bool:
        """Tell whether the version holds at an instant."""
        return self.start <= at and (self.end is None or at < self.end)


def current(eras: Sequence[Era], at: datetime) -> Era:
    """Return the last of the eras that has begun, or the first that is to begin."""
    begun = [each for each in eras if each.start <= at]
    return begun[-1] if begun else eras[0]


class Finish(NamedTuple):
    """A step, or the whole challenge, that was done: for which time, and when."""

    step: str | None
    round: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """When somebody took part; in an automatic challenge, always."""

    joined_at: datetime | None = None
    left_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether somebody took part at an instant by their own choice."""
        began = self.joined_at is not None and self.joined_at <= at
        return began and (self.left_at is None or at < self.left_at)


@dataclass(slots=True)
class Course:
    """How far a customer is, up to an instant that only moves on."""

    zone: ZoneInfo
    currency: str
    span: Span
    era: Era | None = None
    round: str = FIRST
    done: dict[str, datetime] = field(default_factory=dict[str, datetime])
    finishes: list[Finish] = field(default_factory=list[Finish])
    counters: dict[str, Counter] = field(default_factory=dict[str, Counter])
    # Whether nothing counts any more, for good or until the next period.
    closed: bool = False
    # The version that holds, or the last that did.
    latest: Era | None = None
    _steps: tuple[CountedStep, ...] = ()

    @property
    def terms(self) -> ChallengeTerms:
        """Return what the version says that holds, or did last."""
        assert self.latest is not None
        return self.latest.version.terms

    @property
    def complete(self) -> bool:
        """Tell whether all of this round is done."""
        return all(each.step.step in self.done for each in self._steps)

    def day(self, at: datetime) -> date:
        """Return the day on which an instant falls."""
        return at.astimezone(self.zone).date()

    def value(self, step: str, at: datetime) -> int:
        """Return what counts for a step at an instant."""
        return self.counters[step].value(self.day(at))

    def enter(self, era: Era) -> None:
        """Go on under another version; who has enough for it now is done with it."""
        known = {each.step.step: each for each in self._steps}
        was = None if self.latest is None else self.terms
        self.era = self.latest = era
        self._steps = era.steps(self.zone, self.currency)
        for each in self._steps:
            old = known.get(each.step.step)
            if old is None or not _alike(old, each):
                self.counters[each.step.step] = each.counter()
        if was is None:
            self.round = self._round_at(era.start)
            return
        self._go_on(was, era.start)
        if not self.closed:
            self._judge(era.start, self.day(era.start))

    def _go_on(self, was: ChallengeTerms, at: datetime) -> None:
        """Say which round it is, now that there may be rounds of another kind."""
        terms = self.terms
        if (was.recurrence, was.period) == (terms.recurrence, terms.period):
            self.settle(at)
        elif terms.recurrence is not ChallengeRecurrence.ON_COMPLETION:
            self.round = self._round_at(at)
        elif self.closed:
            self._begin(self._next_round())
        elif not self.round.isdigit():
            self.round = FIRST

    def leave(self) -> None:
        """Count nothing more."""
        self.era = None

    def count(self, case: Case) -> None:
        """Count what a customer did, which is nothing before what was counted."""
        at = case.occurred_at
        if self.era is None:
            return
        day = self.day(at)
        if not self._open(at, day):
            return
        self.settle(at)
        if self.closed:
            return
        in_turn = self.terms.order is ChallengeOrder.IN_TURN
        for each in self._steps:
            name = each.step.step
            if in_turn and name in self.done:
                continue
            deed = each.deed(case) if each.concerns(case) else None
            if deed is not None:
                self.counters[name].add(day, *deed)
            if in_turn:
                break
        self._judge(at, day)

    def settle(self, at: datetime) -> None:
        """Go on to the period in which an instant falls."""
        if self.terms.recurrence is ChallengeRecurrence.EACH_PERIOD:
            name = self._round_at(at)
            if name != self.round:
                self._begin(name)

    def _open(self, at: datetime, day: date) -> bool:
        terms = self.terms
        if terms.joining is ChallengeJoining.OPT_IN and not self.span.holds(at):
            return False
        first, last = terms.first_day, terms.last_day
        return (first is None or first <= day) and (last is None or day <= last)

    def _judge(self, at: datetime, day: date) -> None:
        for each in self._steps:
            name = each.step.step
            if name in self.done:
                continue
            if self.counters[name].value(day) >= each.step.target:
                self.done[name] = at
                self.finishes.append(Finish(name, self.round, at))
            elif self.terms.order is ChallengeOrder.IN_TURN:
                break
        if self.closed or self.terms.goal is not None or not self.complete:
            return
        self.finishes.append(Finish(None, self.round, at))
        if self.terms.recurrence is ChallengeRecurrence.ON_COMPLETION:
            self._begin(self._next_round())
        else:
            self.closed = True

    def _begin(self, name: str) -> None:
        self.round = name
        self.done.clear()
        self.closed = False
        for each in self.counters.values():
            each.renew()

    def _next_round(self) -> str:
        return str(int(self.round) + 1) if self.round.isdigit() else FIRST

    def _round_at(self, at: datetime) -> str:
        terms = self.terms
        if terms.recurrence is not ChallengeRecurrence.EACH_PERIOD:
            return FIRST
        assert terms.period is not None, terms
        return first_day(place(self.day(at), terms.period), terms.period).isoformat()


def eras(versions: Iterable[ChallengeVersion]) -> tuple[Era, ...]:
    """Return when each version of one challenge holds, in the order of time.

    A challenge that is retired is so at once, also while a version of it is to come.
    """
    ordered = sorted(versions, key=lambda each: each.valid_from)
    found: list[Era] = []
    for number, each in enumerate(ordered):
        rest = ordered[number:]
        ends = [after.valid_from for after in rest[1:2]]
        ends += [e.retired_at for e in rest if e.retired_at is not None]
        end = min(ends, default=None)
        if end is None or each.valid_from < end:
            found.append(Era(each, each.valid_from, end))
    return tuple(found)


def follow(
    eras: Sequence[Era], cases: Iterable[Case], course: Course, until: datetime
) -> Course:
    """Let a course go on through all cases, in the order of time, to an instant."""
    waiting = [*reversed(eras)]
    for case in cases:
        _turn(waiting, course, case.occurred_at)
        course.count(case)
    _turn(waiting, course, until)
    if course.era is not None:
        course.settle(until)
    return course


def _turn(waiting: list[Era], course: Course, at: datetime) -> None:
    """Let versions come and go up to and with an instant."""
    while waiting and waiting[-1].start <= at:
        course.enter(waiting.pop())
    if course.era is not None and course.era.end is not None and course.era.end <= at:
        course.leave()


def _alike(old: CountedStep, new: CountedStep) -> bool:
    """Tell whether what counted for a step goes on to count."""
    same = (old.step.measure, old.step.within_days, old.step.streak)
    return same == (new.step.measure, new.step.within_days, new.step.streak)


def last_day(counter: Counter) -> date | None:
    """Return until when a row of periods must be gone on with, if there is one."""
    return counter.last_day() if isinstance(counter, Run) else None
