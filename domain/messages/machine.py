"""The machine of journeys, of values only: who enters, what is next, what ends it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.messages.arriving import BY_FACTS
from domain.messages.endings import ENDINGS, Entered
from domain.messages.journey import Condition, ExitKind, JourneyTerms, StepKind
from domain.messages.known import Arrival, Facts


@dataclass(frozen=True, slots=True)
class Write:
    """A message is to be written by a template, of a step."""

    step: int
    template: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A person is to be asked to help."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is to be done before an instant; then it goes on with a step."""

    step: int
    until: datetime


@dataclass(frozen=True, slots=True)
class End:
    """It is over: by an exit, or as there is no further step."""

    cause: ExitKind | None


Move = Write | Ask | Pause | End


def arrival(terms: JourneyTerms, facts: Facts) -> Arrival | None:
    """Return for what somebody enters by what is so of them, if they do."""
    if terms.entry not in BY_FACTS:
        return None
    return BY_FACTS[terms.entry](facts, timedelta(days=terms.within_days))


def ended(
    terms: JourneyTerms, key: str, entered_at: datetime, facts: Facts
) -> ExitKind | None:
    """Return what ends a journey now, if anything does."""
    entered = Entered(key, entered_at)
    return next((e for e in terms.exits if ENDINGS[e](entered, facts)), None)


def conditions(facts: Facts, entered_at: datetime) -> frozenset[Condition]:
    """Return what is so of somebody, of what branches ask."""
    ordered_at = facts.ordered_at
    so = {
        Condition.ORDERED: ordered_at is not None and ordered_at > entered_at,
        Condition.NEAR_REWARD: facts.near,
        Condition.HAS_TIER: facts.tier is not None,
        Condition.REGULAR: facts.regular,
        Condition.CART_LEFT: facts.left,
    }
    return frozenset(each for each, holds in so.items() if holds)


def moves(
    terms: JourneyTerms,
    step: int,
    now: datetime,
    cause: ExitKind | None,
    so: frozenset[Condition] = frozenset(),
) -> Iterator[Move]:
    """Tell what is to be done from a step on, until it waits or is over."""
    if cause is not None:
        yield End(cause)
        return
    place = step
    while place < len(terms.steps):
        this = terms.steps[place]
        match this.kind:
            case StepKind.BRANCH:
                if this.condition not in so:
                    # It leads on, so that nobody walks in circles.
                    place = max(place + 1, this.otherwise or len(terms.steps))
                    continue
            case StepKind.WAIT:
                if this.hours:
                    yield Pause(place + 1, now + timedelta(hours=this.hours))
                    return
            case StepKind.MESSAGE:
                if this.template is not None:
                    yield Write(place, this.template)
            case StepKind.HELP:
                yield Ask()
        place += 1
    yield End(None)
