"""When to try again, and when to stop: of a delivery, and of an endpoint."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus

from domain.webhooks.model import (
    Because,
    DeliveryState,
    EndpointState,
    Fault,
    Held,
    Outcome,
    Standing,
)
from domain.webhooks.refusals import EventUnknown

FIRST_AGAIN = timedelta(seconds=5)
# How often as long as it has waited so far, something waits to be tried again.
PATIENCE = 3
AGAIN_MAX = timedelta(hours=8)
# By how much a pause may be longer: what failed together does not come again together.
JITTER = 0.25
TRIED_FOR = timedelta(days=3)
DISABLED_AFTER = timedelta(days=5)
# How long an endpoint is left alone after it failed; it is tried again with one thing.
REST_MAX = timedelta(minutes=5)
# What an endpoint may ask us to wait for, at most.
ASKED_MAX = timedelta(days=1)

# What an endpoint cannot help.
OURS = frozenset({Fault.FORGOTTEN, Fault.TOO_LARGE})

# How long the log is kept, and what happened can be replayed.
KEPT = timedelta(days=30)

BATCH = 20
PROBE = 1
# Longer than a batch may take to be sent: then whoever claimed it has died.
CLAIMED_FOR = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What becomes of a delivery after an attempt."""

    state: DeliveryState
    due_at: datetime | None


def settle(
    held: Held, outcome: Outcome, now: datetime, dice: Callable[[int], bytes]
) -> Settlement:
    """Return whether something was taken, is tried again, or is parked."""
    if outcome.fault is None:
        return Settlement(state=DeliveryState.DELIVERED, due_at=None)
    if outcome.fault in OURS:
        return Settlement(state=DeliveryState.PARKED, due_at=None)
    asked = min(timedelta(seconds=outcome.retry_after_s or 0), ASKED_MAX)
    waited = now - (held.gives_up_at - TRIED_FOR)
    again = now + max(pause(waited, dice), asked)
    if again > held.gives_up_at:
        return Settlement(state=DeliveryState.PARKED, due_at=None)
    return Settlement(state=DeliveryState.WAITING, due_at=again)


def pause(waited: timedelta, dice: Callable[[int], bytes]) -> timedelta:
    """Return how long to wait yet, of something that has waited for so long."""
    grown = min(max(PATIENCE * waited, FIRST_AGAIN), AGAIN_MAX)
    chance = int.from_bytes(dice(2)) / 0xFFFF
    return grown * (1 + JITTER * chance)


def judge(standing: Standing, outcomes: Collection[Outcome], now: datetime) -> Standing:
    """Return how an endpoint stands after some attempts, but for what is due next.

    One that took anything works. What failed by itself says nothing of the endpoint.
    """
    told = [each for each in outcomes if each.fault not in OURS]
    if not told:
        return standing
    if any(each.fault is None for each in told):
        return replace(standing, failures=0, failing_since=None)
    return replace(
        standing,
        failures=standing.failures + 1,
        failing_since=standing.failing_since or now,
    )


def ends(
    standing: Standing, outcomes: Iterable[Outcome], now: datetime
) -> Because | None:
    """Return why nothing more is sent to an endpoint, if so."""
    if standing.state is not EndpointState.ACTIVE:
        return None
    if any(each.status == HTTPStatus.GONE for each in outcomes):
        return Because.GONE
    since = standing.failing_since
    if since is not None and now - since >= DISABLED_AFTER:
        return Because.FAILING
    return None


def wakes(
    standing: Standing, earliest: datetime | None, now: datetime
) -> datetime | None:
    """Return when to look at an endpoint next: it rests after it failed."""
    if earliest is None or standing.state is not EndpointState.ACTIVE:
        return None
    if not standing.failures:
        return earliest
    rest = min(timedelta(seconds=2 ** min(standing.failures, 10)), REST_MAX)
    return max(earliest, now + rest)


def woken(standing: Standing, now: datetime) -> datetime:
    """Return when to look at an endpoint for which there is news: now, or after it."""
    if standing.failures and standing.due_at is not None:
        return standing.due_at
    return now if standing.due_at is None else min(standing.due_at, now)


def refuse_unknown(events: Iterable[str], known: Collection[str]) -> None:
    """Refuse names of events that nobody tells of."""
    unknown = tuple(sorted(set(events) - set(known)))
    if unknown:
        raise EventUnknown(unknown)


def wants(events: Collection[str], name: str) -> bool:
    """Tell whether an endpoint that names these events is sent one: with none, all."""
    return not events or name in events
