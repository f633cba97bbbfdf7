"""Terms: all that a version of a challenge says, as a shop writes it.

What is asked of orders and events is asked as earning rules ask it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.earning import Condition, OnEvent, OnOrder
from domain.kernel.types import Points, ShortText, Slug

STEPS_MAX = 10
MILESTONES_MAX = 20
PURCHASE = OnOrder()

WithinDays: TypeAlias = Annotated[int, Meta(ge=1, le=366)]
Freezes: TypeAlias = Annotated[int, Meta(ge=0, le=31)]
# A number that an event tells.
EventField: TypeAlias = Annotated[
    str,
    Meta(
        pattern=r"^event(\.[A-Za-z0-9_-]{1,40}){1,5}$(?!\n)", examples=["event.rating"]
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeNames:
    """What something is called, for people."""

    nl: ShortText
    en: ShortText


class ChallengeMeasure(StrEnum):
    """What of orders or events counts for a step."""

    TIMES = "times"  # Each order of which something is left, or each event.
    AMOUNT = "amount"  # Minor units of the programme's currency, for goods.
    QUANTITY = "quantity"  # Pieces.
    PRODUCTS = "products"  # Different products.
    DAYS = "days"  # Different days.
    VALUE = "value"  # What events tell in `field`.


class ChallengePeriod(StrEnum):
    """A stretch of the calendar, in the zone of the challenge."""

    DAY = "day"
    WEEK = "week"  # From Monday, as ISO 8601 has it.
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class ChallengeReturns(StrEnum):
    """What becomes of a step when something comes back."""

    ROLL_BACK = "roll_back"
    KEEP = "keep"  # Only an order that was called off never was.


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeStreak:
    """A step is reached by so many periods in a row, in each of which enough counted.

    `freezes` periods may be missed within a row; they neither break it nor count.
    """

    per: ChallengePeriod = ChallengePeriod.DAY
    at_least: Points = 1
    freezes: Freezes = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeStep:
    """Something to do: so much of what counts, of orders or of a type of events.

    `lines` says which lines of an order count. With `within_days`, all of it must come
    about within so many days. Of a streak, `target` is a number of periods.
    """

    step: Slug
    names: ChallengeNames
    target: Points
    on: OnOrder | OnEvent = PURCHASE
    conditions: Condition | None = None
    lines: Condition | None = None
    measure: ChallengeMeasure = ChallengeMeasure.TIMES
    field: EventField | None = None
    within_days: WithinDays | None = None
    streak: ChallengeStreak | None = None
    returns: ChallengeReturns = ChallengeReturns.ROLL_BACK


class ChallengeOrder(StrEnum):
    """In which order steps count."""

    ANY = "any"
    IN_TURN = "in_turn"  # A step counts when the one before it is done.


class ChallengeJoining(StrEnum):
    """Who takes part."""

    AUTOMATIC = "automatic"
    OPT_IN = "opt_in"  # What somebody did before they joined does not count.


class ChallengeRecurrence(StrEnum):
    """How often a challenge can be completed."""

    ONCE = "once"
    ON_COMPLETION = "on_completion"  # It begins anew; what was too much is not kept.
    EACH_PERIOD = "each_period"  # Once in each `period`, whatever came of the last.


class ChallengeZone(StrEnum):
    """Whose days count."""

    SHOP = "shop"
    CUSTOMER = "customer"  # As they said when they joined; else the shop's.


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeMilestone:
    """A total on the way, at which something is shared already."""

    milestone: Slug
    names: ChallengeNames
    total: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeGoal:
    """What all customers are to come to together, and what lies on the way."""

    total: Points
    milestones: Annotated[
        tuple[ChallengeMilestone, ...], Meta(max_length=MILESTONES_MAX)
    ] = ()


Steps: TypeAlias = Annotated[
    tuple[ChallengeStep, ...], Meta(min_length=1, max_length=STEPS_MAX)
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeTerms:
    """What a version of a challenge says: what to do, when, how often, and by whom.

    It runs from the beginning of the first day to the end of the last. A `badge` is
    worn by who has completed it. With a `goal` it is the community's: it has one step,
    of which the target is what each must contribute to have a share.
    """

    steps: Steps
    order: ChallengeOrder = ChallengeOrder.ANY
    joining: ChallengeJoining = ChallengeJoining.AUTOMATIC
    recurrence: ChallengeRecurrence = ChallengeRecurrence.ONCE
    period: ChallengePeriod | None = None
    first_day: date | None = None
    last_day: date | None = None
    zone: ChallengeZone = ChallengeZone.SHOP
    badge: ChallengeNames | None = None
    goal: ChallengeGoal | None = None
