"""Postings: what can be asked of the books, each for one reason, once."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.kernel import CustomerId
from domain.kernel.types import Instant, Points, ShortText, Slug
from domain.ledger.model import (
    Change,
    ClawbackPolicy,
    HoldId,
    Side,
    Source,
)

# How long what had lapsed lasts after it came back.
GraceDays: TypeAlias = Annotated[int, Meta(ge=0, le=366)]
RenewedMonths: TypeAlias = Annotated[int, Meta(ge=0, le=120)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Earn:
    """Give a customer value, at once or from an instant on, for ever or until one."""

    customer_id: CustomerId
    unit: Slug
    amount: Points
    source_type: Slug
    source_id: ShortText
    effect: ShortText
    occurred_at: Instant
    available_at: Instant | None = None
    expires_at: Instant | None = None
    # Each earning and spending of the customer renews it for so many months.
    renewed_months: RenewedMonths = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """Take value that a customer chose to give for something."""

    customer_id: CustomerId
    unit: Slug
    amount: Points
    source_type: Slug
    source_id: ShortText
    effect: ShortText
    occurred_at: Instant
    towards: Side = Side.REDEEMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Set aside what a customer is about to spend, until it expires or ends."""

    customer_id: CustomerId
    unit: Slug
    amount: Points
    source_type: Slug
    source_id: ShortText
    effect: ShortText
    occurred_at: Instant
    expires_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """Spend what a hold has set aside, all of it.

    The hold itself explains that, if nothing else is said to.
    """

    customer_id: CustomerId
    unit: Slug
    amount: Points
    hold_id: HoldId
    source_id: ShortText
    occurred_at: Instant
    towards: Side = Side.REDEEMED
    source_type: Slug = "hold"
    effect: ShortText = "confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Give what a hold has set aside back to its lots.

    What has lapsed meanwhile lasts so many days yet, or expires at once.
    """

    customer_id: CustomerId
    unit: Slug
    amount: Points
    source_id: HoldId
    occurred_at: Instant
    grace_days: GraceDays = 0
    source_type: Slug = "hold"
    effect: ShortText = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Give back what was spent, or a part of it, to the lots that it came from.

    What was taken last is given back first. It is never counted as earned, and each lot
    keeps its expiry; what has lapsed meanwhile lasts so many days yet, or expires at
    once.
    """

    customer_id: CustomerId
    unit: Slug
    amount: Points
    source_type: Slug
    source_id: ShortText
    effect: ShortText
    occurred_at: Instant
    spent: Source
    grace_days: GraceDays = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Clawback:
    """Take back what an earlier posting gave, as its reason is gone."""

    customer_id: CustomerId
    unit: Slug
    amount: Points
    source_type: Slug
    source_id: ShortText
    effect: ShortText
    occurred_at: Instant
    earned: Source
    # As the unit of value says, if it is not said here.
    policy: ClawbackPolicy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct:
    """Give or take by hand; the adjustment that it stems from knows who and why."""

    customer_id: CustomerId
    unit: Slug
    amount: Change
    source_type: Slug
    source_id: ShortText
    effect: ShortText
    occurred_at: Instant
    expires_at: Instant | None = None


Posting: TypeAlias = (
    Earn | Spend | Hold | Confirm | Release | Refund | Clawback | Correct
)


def source_of(posting: Posting) -> Source:
    """Return what explains a posting."""
    return Source(posting.source_type, posting.source_id, posting.effect)
