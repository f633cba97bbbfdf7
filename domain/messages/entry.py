"""Entries: what has somebody enter journeys, and how many were looked at."""

from dataclasses import dataclass
from datetime import datetime

from domain import events, orders, privacy
from domain.kernel import CustomerId
from domain.kernel.types import Count


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterByOrders:
    """Let who ordered enter what begins with an order."""

    order_ids: tuple[orders.OrderId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterBySignUp:
    """Let somebody new enter what begins with that."""

    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Climbed:
    """Somebody who came to a tier, and when."""

    customer_id: CustomerId
    tier: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterByTier:
    """Let who came to a tier enter what begins with that."""

    climbed: tuple[Climbed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterByEvents:
    """Let who did something enter what begins with that."""

    event_ids: tuple[events.EventId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterByRequest:
    """Let who asks something by the AVG enter what begins with that."""

    request_id: privacy.RequestId
    customer_id: CustomerId
    kind: privacy.RequestKind
    state: privacy.RequestState


@dataclass(frozen=True, slots=True, kw_only=True)
class Consider:
    """Look at customers of whom something new is known."""

    customer_ids: tuple[CustomerId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRound:
    """Look at some more customers, of all, once a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """How many were looked at, and whether there may be more."""

    done: Count
    more: bool = False
