"""The nouns of feedback: what became of what was recommended, and what that tells."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel.types import Count, ShortText
from domain.recommendations.model import SHOWN_MAX, Slot, Version

PRODUCTS_MAX = 100
Place: TypeAlias = Annotated[int, Meta(ge=1, le=SHOWN_MAX)]


class Feedback(StrEnum):
    """What became of something that was recommended."""

    SEEN = "seen"
    CLICKED = "clicked"
    BOUGHT = "bought"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFeedback:
    """What became of a product in a list: at which place it was, from 1 on.

    `drawn` is as it was told with the product.
    """

    product_id: ShortText
    place: Place
    feedback: Feedback
    drawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveFeedback:
    """Say what became of a list that was recommended to a customer.

    `slot`, `model` and `day` are those of the list. What was clicked or bought was
    seen, too. Said twice, it counts once.
    """

    customer_id: CustomerRef
    slot: Slot
    model: Version
    day: date
    products: Annotated[
        tuple[ProductFeedback, ...], Meta(min_length=1, max_length=PRODUCTS_MAX)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackGiven:
    """How much was kept: nothing of who may not be profiled, or of other products."""

    kept: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFeedback:
    """Ask what became of what was recommended in the last ninety days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotFeedback:
    """What became of what a model recommended in a slot, product by product.

    A number of fewer than ten people is not told, nor shares that follow from it.
    """

    slot: Slot
    model: Version
    customers: Count | None
    seen: Count | None
    clicked: float | None
    bought: float | None


class Policy(StrEnum):
    """A way to fill the place that is drawn, of which chance tells what it is worth."""

    OWN_ORDER = "own_order"  # By the model, as nine of ten lists do.
    BY_CHANCE = "by_chance"  # Any of the next ten.
    AGAIN = "again"  # Any of these that the customer bought before.
    TOGETHER = "together"  # Any of these that goes with what they bought.
    POPULAR = "popular"  # Any of these that everybody buys.


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyWorth:
    """What share would have been clicked, had the place been filled in another way.

    In 95 of 100 cases the truth is between `low` and `high`; if it cannot be told from
    luck, as too little was seen, all three are absent.
    """

    policy: Policy
    seen: Count | None
    clicked: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackReport:
    """What became of what was recommended, and what other ways would have brought."""

    slots: tuple[SlotFeedback, ...]
    policies: tuple[PolicyWorth, ...]
