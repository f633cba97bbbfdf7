"""The nouns of status: what a customer has, and what comes next."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import CustomerId, Kind, Refusal
from domain.kernel.types import Count, Instant, Points, ShortText, Slug
from domain.tiers import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An amount of a unit, and the instant at which something happens to it."""

    at: Instant
    amount: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class NextThreshold:
    """The first threshold that the customer has not reached, and what is missing."""

    name: ShortText
    amount: Points
    missing: Points
    name_nl: ShortText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEntry:
    """One of the last things that happened to a balance.

    The amount moved from the debit side to the credit side; what the customer had
    after it is written with it.
    """

    id: str
    kind: str
    amount: Count
    debit: str
    credit: str
    available_after: Count
    pending_after: Count
    source_type: str
    source_id: str
    occurred_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What a customer has of a unit of value, now.

    `expiring` is what expires first, `arriving` what stops pending first.
    """

    unit: Slug
    name: ShortText
    available: Count
    pending: Count
    held: Count
    debt: Count
    expiring: Due | None
    arriving: Due | None
    next_threshold: NextThreshold | None
    entries: tuple[StatusEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoyaltyStatus:
    """A customer's loyalty status at this instant; without tiers, `tier` is null."""

    customer_id: CustomerId
    tier: Shown | None
    balances: tuple[Balance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadStatus:
    """Ask for a customer's status."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusOfMany:
    """Ask for the status of many customers."""

    customer_ids: Annotated[tuple[CustomerId, ...], Meta(max_length=100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """An amount of a unit that a customer looks forward to.

    `name_nl` is what it is called in Dutch, if it is called otherwise there.
    """

    unit: Slug
    amount: Points
    name: ShortText
    name_nl: ShortText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """All thresholds of a programme."""

    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetThresholds:
    """Replace the thresholds of the programme."""

    thresholds: Annotated[tuple[Threshold, ...], Meta(max_length=100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadThresholds:
    """Ask for the thresholds of the programme."""


@dataclass(eq=False)
class ThresholdTwice(Refusal):
    """Two thresholds of one unit have the same amount."""

    kind = Kind.INVALID
    unit: str
    amount: int
