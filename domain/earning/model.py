"""The nouns of earning: what an order is worth, and why."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.kernel import CustomerId, Kind, Refusal
from domain.kernel.ids import identifier
from domain.kernel.types import Count, Instant, Money, Points, ShortText, Slug
from domain.orders import OrderId, OrderRef

RuleId: TypeAlias = Annotated[str, identifier("erl")]
AwardId: TypeAlias = Annotated[str, identifier("awd")]

Days: TypeAlias = Annotated[int, Meta(ge=0, le=366)]
Months: TypeAlias = Annotated[int, Meta(ge=1, le=120)]


class Expiry(StrEnum):
    """When what a rule gives expires; its clock starts when it becomes available."""

    NEVER = "never"
    ROLLING = "rolling"  # So many months later, on the same day of the month.
    END_OF_MONTH = "end_of_month"  # At the end of the month in which that day falls.
    END_OF_YEAR = "end_of_year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an earning rule says: so many points for every whole step of the amount."""

    unit: Slug = "points"
    # Minor units: 100 is a whole euro.
    amount_step: Annotated[int, Meta(ge=1, le=100_000_000)] = 100
    points_per_step: Points = 1
    # The return window: until then what is earned is pending.
    pending_days: Days = 0
    expiry: Expiry = Expiry.NEVER
    expiry_months: Months = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVersion:
    """An earning rule as it holds from an instant on; it never changes."""

    id: RuleId
    rule: Slug
    version: int
    name: ShortText
    valid_from: Instant
    terms: Terms
    recorded_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What an order earned under one rule, and what of that was taken back.

    `basis` is the amount in minor units that counts now; `steps` times
    the version's `points_per_step` is what it is worth, rounded down once per order.
    """

    id: AwardId
    order_id: OrderId
    customer_id: CustomerId
    rule_id: RuleId
    rule: Slug
    version: int
    unit: Slug
    basis: Money
    steps: Count
    earned: Count
    taken_back: Count
    occurred_at: Instant
    available_at: Instant
    expires_at: Instant | None
    # How often its points changed, which names the transfers that changed them; and
    # with which change its lot was given, from which later ones take.
    revision: Count = 0
    lot_revision: Count = 0

    @property
    def kept(self) -> int:
        """Return the points that are still given."""
        return self.earned - self.taken_back


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAwards:
    """What an order earned, under each rule that held when it occurred."""

    order_id: OrderId
    awards: tuple[Award, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The versions of all earning rules, the oldest of each rule first."""

    versions: tuple[RuleVersion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishRule:
    """Publish a version of an earning rule, valid from an instant on."""

    rule: Slug
    name: ShortText
    terms: Terms
    valid_from: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRules:
    """Ask for the versions of all earning rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardsOfOrder:
    """Ask what an order earned."""

    order_id: OrderRef


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardsOfOrders:
    """Ask what many orders earned."""

    order_ids: Annotated[tuple[OrderId, ...], Meta(max_length=100)]


@dataclass(eq=False)
class VersionTooOld(Refusal):
    """A version must be valid from a later instant than the one before it."""

    kind = Kind.CONFLICT
    valid_from: Instant


@dataclass(eq=False)
class TooManyRules(Refusal):
    """The programme has as many earning rules as it may have."""

    kind = Kind.CONFLICT
    rules_max: int


@dataclass(eq=False)
class VersionRaced(Refusal):
    """Another version of this rule was published at the same moment."""

    kind = Kind.CONFLICT
    retryable = True
    version: int
