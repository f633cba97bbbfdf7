"""Entries: what has somebody enter journeys, and how many were looked at."""

from dataclasses import dataclass
from datetime import datetime

from domain import orders
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
