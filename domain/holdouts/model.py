"""The nouns of holdouts: campaigns, whom they leave alone, what difference it makes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.kernel import CustomerId
from domain.kernel.types import Count, Instant, Slug

# The holdout that all campaigns have in common.
UNIVERSAL = "universal"
UNIVERSAL_PERCENT = 5
CAMPAIGNS_MAX = 1_000
CUSTOMERS_MAX = 1_000
Share: TypeAlias = Annotated[int, Meta(ge=0, le=50)]
Within: TypeAlias = Annotated[int, Meta(ge=1, le=365)]


class Arm(StrEnum):
    """What is done with somebody in a campaign."""

    TREATED = "treated"
    CONTROL = "control"  # Left alone by this campaign.
    HELD_OUT = "held_out"  # Left alone by all of them.


@dataclass(frozen=True, slots=True, kw_only=True)
class PutCampaign:
    """Say how many of a hundred customers a campaign leaves alone.

    `universal` names those whom all campaigns leave alone: five of a hundred, unless
    said otherwise. Who was decided on before stays where they are.
    """

    campaign: Slug
    control_percent: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A campaign, and how many of a hundred customers it leaves alone."""

    campaign: Slug
    control_percent: Share
    recorded_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCampaigns:
    """Ask for all campaigns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaigns:
    """All campaigns, by name."""

    campaigns: tuple[Campaign, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide:
    """Decide who of some customers a campaign is for: once, and for good."""

    campaign: Slug
    customer_ids: Annotated[tuple[CustomerId, ...], Meta(max_length=CUSTOMERS_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is done with somebody in a campaign, and since when that is decided."""

    customer_id: CustomerId
    arm: Arm
    decided_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What was decided of customers, in the order asked."""

    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskUplift:
    """Ask what a campaign brought within so many days of deciding on each customer."""

    campaign: Slug
    days: Within = 28


class Measure(StrEnum):
    """What is compared, for each customer."""

    BOUGHT = "bought"  # Whether they bought anything: a share.
    ORDERS = "orders"  # How many orders they placed.
    AMOUNT = "amount"  # What was spent and kept, in minor units.


class Verdict(StrEnum):
    """What can be said of an effect."""

    MORE = "more"
    LESS = "less"
    NONE_SEEN = "none_seen"  # It may be none: the interval holds zero.


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """How much more one treated customer does than one left alone, on average.

    In 95 of 100 campaigns the truth is between `low` and `high`. An effect of `visible`
    or more would have been seen in four of five.
    """

    measure: Measure
    treated: float
    control: float
    effect: float
    low: float
    high: float
    visible: float
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Uplift:
    """What a campaign brought, by comparing who it was for with who it left alone.

    Counted are customers whose days are over and who may be profiled. `effects` are
    absent if `enough` is not: then they are too few to tell anything from luck. A
    number of fewer than ten people is not told.
    """

    campaign: Slug
    days: Within
    treated: Count | None
    control: Count | None
    enough: bool
    effects: tuple[Effect, ...]
