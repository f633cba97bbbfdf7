"""What tiers tell: who came to which one. One event for a unit, however many."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from domain.kernel import CustomerId, Event
from domain.tiers.histories import TierCause


@dataclass(frozen=True, slots=True, kw_only=True)
class TierMove:
    """Somebody who is in another tier than before, since when, and until when."""

    customer_id: CustomerId
    tier: str | None
    previous: str | None
    cause: TierCause
    since: datetime | None
    valid_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TierReached(Event):
    """Customers came to a higher tier."""

    name: ClassVar[str] = "tier.reached"
    moves: tuple[TierMove, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TierLost(Event):
    """Customers came to a lower tier, or to none."""

    name: ClassVar[str] = "tier.lost"
    moves: tuple[TierMove, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRisk:
    """A tier that ends, and what is missing to keep it."""

    customer_id: CustomerId
    tier: str
    missing: int
    by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TierAtRisk(Event):
    """Customers have not yet kept their tier, and it ends soon."""

    name: ClassVar[str] = "tier.at_risk"
    risks: tuple[TierRisk, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TiersBrought(Event):
    """Two customers became one, and had these tiers."""

    name: ClassVar[str] = "tiers.brought"
    internal = True
    merge_id: str
    kept_id: CustomerId
    merged_id: CustomerId
    tiers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TiersInQuestion(Event):
    """All that a merge or its undoing moves has moved, and tiers may be others."""

    name: ClassVar[str] = "tiers.in_question"
    internal = True
    customer_ids: tuple[CustomerId, ...]
