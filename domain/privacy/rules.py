"""What may follow what in a request; pure, so that a test needs nothing but values."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.privacy.clock import EXTENSION_MONTHS, TERM_MONTHS, due_at
from domain.privacy.requests import (
    AvgRequest,
    RequestExtended,
    RequestKind,
    RequestNotOpen,
    RequestState,
)

State = RequestState
# Whoever asks the same within this time is answered by the first.
DUPLICATE_DAYS = 30
UNVERIFIED_DAYS = 30

FOLLOWING = {
    State.IDENTITY_PENDING: {
        State.VERIFIED,
        State.DUPLICATE,
        State.CLOSED,
        State.REJECTED,
        State.CANCELLED,
        State.EXPIRED,
    },
    State.VERIFIED: {
        State.SCHEDULED,
        State.COOLING_OFF,
        State.CLOSED,
        State.REJECTED,
        State.CANCELLED,
    },
    State.SCHEDULED: {
        State.RUNNING,
        State.CLOSED,
        State.REJECTED,
        State.CANCELLED,
    },
    State.RUNNING: {
        # Again, of a process that died meanwhile.
        State.RUNNING,
        State.FAILED,
        State.READY,
        State.CLOSED,
        State.REJECTED,
        State.CANCELLED,
    },
    State.FAILED: {
        State.RUNNING,
        State.CLOSED,
        State.REJECTED,
        State.CANCELLED,
    },
    State.COOLING_OFF: {State.KEY_DESTROYED, State.REJECTED, State.CANCELLED},
    State.KEY_DESTROYED: {State.PROPAGATING},
    State.PROPAGATING: {State.CERTIFIED},
    State.READY: {State.DELIVERED, State.CLOSED, State.CANCELLED},
    State.DELIVERED: {State.CLOSED},
}
OPEN = frozenset(FOLLOWING)
CANCELLABLE = frozenset(
    state for state, following in FOLLOWING.items() if State.CANCELLED in following
)
# What could not be collected is tried again after so long.
TRIED_AGAIN = timedelta(hours=6)
# From where an answer is begun, and what an erasure waits for.
WAITING = frozenset({State.SCHEDULED, State.FAILED})
BEING_MADE = frozenset({State.SCHEDULED, State.RUNNING})
# What is over, and nothing more comes of it.
FORGOTTEN = frozenset(
    {
        State.READY,
        State.DELIVERED,
        State.CLOSED,
        State.REJECTED,
        State.CANCELLED,
        State.DUPLICATE,
        State.EXPIRED,
    }
)
# What is answered with all that is known.
ANSWERED_BY_EXPORT = frozenset({RequestKind.ACCESS, RequestKind.PORTABILITY})


def term(received_at: datetime, zone: ZoneInfo) -> datetime:
    """Return by when a request must be answered."""
    return due_at(received_at, zone, TERM_MONTHS)


def follow(request: AvgRequest, state: RequestState) -> AvgRequest:
    """Return a request in another state, or refuse what cannot follow."""
    if state not in FOLLOWING.get(request.state, ()):
        raise RequestNotOpen(request.state)
    return replace(request, state=state, version=request.version + 1)


def extend(request: AvgRequest, note: str, now: datetime, zone: ZoneInfo) -> AvgRequest:
    """Return a request with two months more, or refuse."""
    if request.state not in OPEN:
        raise RequestNotOpen(request.state)
    if request.extended_at is not None or now >= request.due_at:
        raise RequestExtended(request.due_at)
    return replace(
        request,
        due_at=due_at(request.received_at, zone, TERM_MONTHS + EXTENSION_MONTHS),
        extended_at=now,
        note=note,
        version=request.version + 1,
    )


def answers(earlier: AvgRequest, request: AvgRequest) -> bool:
    """Tell whether an earlier request answers this one: verified, the same, and recent.

    One that was not verified never influences another.
    """
    settled = earlier.state not in {
        State.REJECTED,
        State.CANCELLED,
        State.EXPIRED,
        State.DUPLICATE,
    }
    recent = request.received_at - earlier.received_at <= timedelta(DUPLICATE_DAYS)
    return (
        settled
        and recent
        and earlier.verified_at is not None
        and earlier.id != request.id
        and (earlier.kind, earlier.wish) == (request.kind, request.wish)
    )
