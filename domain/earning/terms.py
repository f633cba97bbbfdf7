"""Terms: all that a rule version says, as a shop writes it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from domain.earning.conditions import Condition, Field
from domain.kernel.types import Points, ShortText, Slug

Days: TypeAlias = Annotated[int, Meta(ge=0, le=366)]
Months: TypeAlias = Annotated[int, Meta(ge=0, le=120)]
Step: TypeAlias = Annotated[int, Meta(ge=1, le=100_000_000)]
Percent: TypeAlias = Annotated[int, Meta(ge=101, le=10_000)]
Priority: TypeAlias = Annotated[int, Meta(ge=-1_000, le=1_000)]
InactiveDays: TypeAlias = Annotated[int, Meta(ge=1, le=3_660)]
RuleNames: TypeAlias = Annotated[tuple[Slug, ...], Meta(max_length=50)]
Categories: TypeAlias = Annotated[tuple[ShortText, ...], Meta(max_length=50)]


class _Tagged(Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """One of several things that a field can say."""


class OnOrder(_Tagged, frozen=True, tag="order"):
    """The rule is tried for each order."""


class OnEvent(_Tagged, frozen=True, tag="event"):
    """The rule is tried for each event of a type: `review`, or one of the shop's."""

    event: Slug


class OnSignUp(_Tagged, frozen=True, tag="sign_up"):
    """The rule is tried once, when a customer takes part."""


class OnProfile(_Tagged, frozen=True, tag="profile_completed"):
    """The rule is tried once: when name, birth date and address are all known."""


class OnConsent(_Tagged, frozen=True, tag="consent"):
    """The rule is tried once: when a customer agrees to a purpose, as to a newsletter.

    Who takes it back keeps what it gave: saying no costs nothing.
    """

    purpose: Slug


class OnBirthday(_Tagged, frozen=True, tag="birthday"):
    """The rule is tried on each birthday, 29 February on the 28th if there is none.

    Once a calendar year, and never within 30 days of saying when that is.
    """


class OnInactivity(_Tagged, frozen=True, tag="inactivity"):
    """The rule is tried once after so many days without an order."""

    days: InactiveDays


class OnBalance(_Tagged, frozen=True, tag="balance"):
    """The rule takes so much of a unit whenever it is there, and gives for it.

    A full stamp card is ten stamps that become one reward.
    """

    unit: Slug
    amount: Points


class OnChallenge(_Tagged, frozen=True, tag="challenge"):
    """The rule is tried whenever somebody completes a challenge, or a step of one.

    Of a community's challenge, a step is a milestone, and everybody who gave their
    share completes it. What came back undoes what it led to.
    """

    challenge: Slug
    step: Slug | None = None


class ReferralSide(StrEnum):
    """One of the two whom a referral is about."""

    REFERRER = "referrer"  # Who invited.
    FRIEND = "friend"  # Who came.


class OnReferral(_Tagged, frozen=True, tag="referral"):
    """The rule is tried for who invited somebody, or who came, once an order is kept.

    What came back undoes what it led to.
    """

    side: ReferralSide = ReferralSide.REFERRER


Trigger: TypeAlias = (
    OnOrder
    | OnEvent
    | OnSignUp
    | OnProfile
    | OnConsent
    | OnBirthday
    | OnInactivity
    | OnBalance
    | OnChallenge
    | OnReferral
)


class Fixed(_Tagged, frozen=True, tag="fixed"):
    """So many."""

    amount: Points


class PerAmount(_Tagged, frozen=True, tag="per_amount"):
    """So many for every step of the basis, in minor units: 100 is a whole euro."""

    step: Step = 100
    points: Points = 1


class PerQuantity(_Tagged, frozen=True, tag="per_quantity"):
    """So many for every so many pieces of the lines that count."""

    step: Step = 1
    points: Points = 1


class PerValue(_Tagged, frozen=True, tag="per_value"):
    """So many for every step of a number that an event tells."""

    field: Field
    step: Step = 1
    points: Points = 1


class Multiply(_Tagged, frozen=True, tag="multiply"):
    """As much again as other rules give in this unit: 200 per cent doubles it.

    Only of the rules named, if some are. Multipliers add up: they all look at what
    the others gave, and not at each other.
    """

    percent: Percent
    rules: RuleNames = ()


class TierMultiplier(_Tagged, frozen=True, tag="tier_multiplier"):
    """As much again as other rules give, by the multiplier of the customer's tier."""

    rules: RuleNames = ()


class Issue(_Tagged, frozen=True, tag="issue"):
    """A reward of the catalogue, and nothing in the ledger."""

    reward: Slug


Effect: TypeAlias = (
    Fixed | PerAmount | PerQuantity | PerValue | Multiply | TierMultiplier | Issue
)


class Part(StrEnum):
    """Whether some part of what an order comes to counts."""

    INCLUDED = "included"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountBasis:
    """Which part of what an order comes to counts; as a rule, what was paid for goods.

    `discounts` included counts amounts before discounts. Lines of a gift card's
    category are no purchase yet. `point_value` is what a point paid, in minor units.
    """

    tax: Part = Part.INCLUDED
    shipping: Part = Part.EXCLUDED
    discounts: Part = Part.EXCLUDED
    gift_cards: Part = Part.EXCLUDED
    gift_card_categories: Categories = ("gift-card",)
    points_paid: Part = Part.EXCLUDED
    point_value: Step = 1


PURCHASE = OnOrder()
PER_AMOUNT = PerAmount()
GOODS = AmountBasis()


class Rounding(StrEnum):
    """How what an order earns under a rule becomes a whole number: once, at the end."""

    WHOLE_STEPS = "whole_steps"  # A step that is not full counts for nothing.
    DOWN = "down"
    UP = "up"
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


class Stacking(StrEnum):
    """What becomes of a rule beside others that give the same unit."""

    STACK = "stack"  # It gives, whatever others give.
    BEST_OF = "best_of"  # Of its group, only the one that gives most.
    EXCLUSIVE = "exclusive"  # No other gives; of two, the one of higher priority.


class CapScope(StrEnum):
    """Of what a cap limits the sum."""

    ORDER = "order"
    CUSTOMER = "customer"
    RULE = "rule"
    BUDGET = "budget"  # All rules that name the budget share it.


class CapPeriod(StrEnum):
    """After what time a cap begins anew, in the programme's time zone."""

    EVER = "ever"
    DAY = "day"
    WEEK = "week"  # From Monday, as ISO 8601 has it.
    MONTH = "month"
    YEAR = "year"


class CapMeasure(StrEnum):
    """What a cap counts."""

    AMOUNT = "amount"
    TIMES = "times"


class CapReached(StrEnum):
    """What a cap does with an award that does not fit."""

    REDUCES = "reduces"
    REJECTS = "rejects"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """A limit to what a rule gives."""

    per: CapScope
    limit: Points
    period: CapPeriod = CapPeriod.EVER
    measure: CapMeasure = CapMeasure.AMOUNT
    reached: CapReached = CapReached.REDUCES
    budget: Slug | None = None


class Expiry(StrEnum):
    """When what a rule gives expires; its clock starts when it becomes available.

    So many months later on the same day, or the last that the month has; or at the end
    of the month, quarter or year in which that day falls. The last day is inclusive.
    """

    NEVER = "never"
    ROLLING = "rolling"
    END_OF_MONTH = "end_of_month"
    END_OF_QUARTER = "end_of_quarter"
    END_OF_YEAR = "end_of_year"
    INACTIVITY = "inactivity"  # Starts again with each earning and spending.


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a rule version says: when it gives, what for, how much, and until when.

    Pending lasts `pending_days`, which is the return window; with a `pending_event`, it
    ends earlier if an event of that type names the order.
    """

    unit: Slug = "points"
    on: Trigger = PURCHASE
    conditions: Condition | None = None
    # Of an order, the lines that count; all, if nothing is said.
    lines: Condition | None = None
    effect: Effect = PER_AMOUNT
    basis: AmountBasis = GOODS
    rounding: Rounding = Rounding.WHOLE_STEPS
    priority: Priority = 0
    stacking: Stacking = Stacking.STACK
    group: Slug | None = None
    caps: Annotated[tuple[Cap, ...], Meta(max_length=10)] = ()
    pending_days: Days = 0
    pending_event: Slug | None = None
    expiry: Expiry = Expiry.NEVER
    expiry_months: Months = 12
