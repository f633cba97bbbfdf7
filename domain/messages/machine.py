"""The machine of journeys, of values only: who enters, what is next, what ends it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.messages.journey import EntryKind, ExitKind, JourneyTerms, StepKind

# Of a reward, this share is missing at most to be near.
NEAR_PERCENT = 20
# Who ordered within so long is not away.
AWAY_MIN = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is so of a customer at an instant, as far as journeys ask."""

    now: datetime
    today: date
    missing: int | None = None
    threshold: int | None = None
    reward: str | None = None
    expiring: int = 0
    expires_on: date | None = None
    tier: str | None = None
    last_day: date | None = None
    next_on: date | None = None
    overdue: bool = False
    ordered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Somebody who enters: for what, once, and what there is to say of it."""

    key: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Write:
    """A message is to be written by a template, of a step."""

    step: int
    template: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is to be done before an instant; then it goes on with a step."""

    step: int
    until: datetime


@dataclass(frozen=True, slots=True)
class End:
    """It is over: by an exit, or as there is no further step."""

    cause: ExitKind | None


Move = Write | Pause | End


def arrival(terms: JourneyTerms, facts: Facts) -> Arrival | None:
    """Return for what somebody enters by what is so of them, if they do."""
    soon = facts.today + timedelta(days=terms.within_days)
    lately = facts.now - timedelta(days=terms.within_days)
    match terms.entry:
        case EntryKind.ORDERED if facts.ordered_at and facts.ordered_at > lately:
            return ordered(facts.ordered_at)
        case EntryKind.NEAR_REWARD if is_near(facts):
            return Arrival(key=f"{facts.reward}-{facts.threshold}", values={})
        case EntryKind.POINTS_EXPIRING if facts.expires_on and facts.expires_on <= soon:
            day = facts.expires_on.isoformat()
            return Arrival(key=day, values={"amount": str(facts.expiring), "day": day})
        case EntryKind.OVERDUE if is_overdue(facts) and facts.last_day:
            return Arrival(key=facts.last_day.isoformat(), values={})
        case EntryKind.REPLENISH if facts.next_on and facts.last_day:
            comes = facts.today <= facts.next_on <= soon
            day = facts.last_day.isoformat()
            return Arrival(key=day, values={}) if comes else None
        case _:
            return None


def ordered(at: datetime) -> Arrival:
    """Return for what somebody enters who ordered: once for each instant."""
    return Arrival(key=at.astimezone(UTC).isoformat(), values={})


def is_overdue(facts: Facts) -> bool:
    """Tell whether it has been a while: scores may be older than the last order."""
    since = facts.now - AWAY_MIN
    lately = facts.ordered_at is not None and facts.ordered_at > since
    return facts.overdue and not lately


def is_near(facts: Facts) -> bool:
    """Tell whether somebody is near a reward, and not at the beginning."""
    if facts.missing is None or facts.threshold is None:
        return False
    return 0 < 100 * facts.missing <= NEAR_PERCENT * facts.threshold


def ended(
    terms: JourneyTerms, key: str, entered_at: datetime, facts: Facts
) -> ExitKind | None:
    """Return what ends a journey now, if anything does."""
    for each in terms.exits:
        match each:
            case ExitKind.ORDERED:
                over = facts.ordered_at is not None and facts.ordered_at > entered_at
            case ExitKind.REWARD_CHANGED:
                over = key != f"{facts.reward}-{facts.threshold}" or not is_near(facts)
            case ExitKind.NOTHING_EXPIRES:
                over = facts.expires_on is None or facts.expires_on.isoformat() != key
            case ExitKind.NOT_OVERDUE:
                over = not is_overdue(facts)
        if over:
            return each
    return None


def moves(
    terms: JourneyTerms, step: int, now: datetime, cause: ExitKind | None
) -> Iterator[Move]:
    """Tell what is to be done from a step on, until it waits or is over."""
    if cause is not None:
        yield End(cause)
        return
    for place in range(step, len(terms.steps)):
        this = terms.steps[place]
        match this.kind:
            case StepKind.WAIT:
                if this.hours:
                    yield Pause(place + 1, now + timedelta(hours=this.hours))
                    return
            case StepKind.MESSAGE:
                if this.template is not None:
                    yield Write(place, this.template)
    yield End(None)
