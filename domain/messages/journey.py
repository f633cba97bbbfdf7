"""Journeys: what somebody is written, upon what, when, and what ends it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from msgspec import Meta

from domain.consent import ContactChannel
from domain.customers import CustomerRef
from domain.kernel import CustomerId, Kind, Refusal
from domain.kernel.types import Count, Instant, ShortText, Slug
from domain.messages.model import Hours, MessageClass, RunId

JOURNEYS_MAX = 100
STEPS_MAX = 20
RUNS_MAX = 500
Channels: TypeAlias = Annotated[
    tuple[ContactChannel, ...], Meta(min_length=1, max_length=5)
]
BY_MAIL: Channels = (ContactChannel.EMAIL,)


class JourneyState(StrEnum):
    """Whether anybody enters a journey; who is in one goes on unless it is retired."""

    ACTIVE = "active"
    PAUSED = "paused"
    RETIRED = "retired"


class EntryKind(StrEnum):
    """Upon what somebody enters: something that happens, or a day that comes."""

    ORDERED = "ordered"
    SIGNED_UP = "signed_up"
    TIER_REACHED = "tier_reached"
    NEAR_REWARD = "near_reward"
    POINTS_EXPIRING = "points_expiring"
    OVERDUE = "overdue"
    REPLENISH = "replenish"
    CART = "cart"  # They left something in their cart.
    TIER_AT_RISK = "tier_at_risk"
    BIRTHDAY = "birthday"
    POOR_REVIEW = "poor_review"  # Two stars at most.
    APOLOGY = "apology"  # A person helped them, and gave them something.
    ARRIVALS = "arrivals"  # Something new is sold, and they come often.
    VOUCHER_EXPIRING = "voucher_expiring"
    PRIVACY_ASKED = "privacy_asked"
    PRIVACY_DONE = "privacy_done"
    NEWSLETTER = "newsletter"  # All of a segment, from an instant on.


class ExitKind(StrEnum):
    """What ends a journey early, and keeps back what is still on its way."""

    ORDERED = "ordered"  # After they entered.
    REWARD_CHANGED = "reward_changed"  # They reached it, or spent their points.
    NOTHING_EXPIRES = "nothing_expires"
    NOT_OVERDUE = "not_overdue"
    ORDER_GONE = "order_gone"  # It was called off, or all of it came back.
    CART_CHANGED = "cart_changed"  # Since then, or bought.
    TIER_KEPT = "tier_kept"  # Or it is lost by now.
    TIER_CHANGED = "tier_changed"
    DAY_PASSED = "day_passed"
    REVIEW_GONE = "review_gone"  # It was taken back.
    VOUCHER_GONE = "voucher_gone"  # It was used, or expired.


class StepKind(StrEnum):
    """What a step does."""

    WAIT = "wait"
    MESSAGE = "message"
    HELP = "help"  # A person is asked to help; no marketing until they say it is over.
    BRANCH = "branch"  # Goes on if something is so, and with another step otherwise.


class Condition(StrEnum):
    """What may be so of somebody, upon which a branch goes on."""

    ORDERED = "ordered"  # After they entered.
    NEAR_REWARD = "near_reward"
    HAS_TIER = "has_tier"
    REGULAR = "regular"
    CART_LEFT = "cart_left"


class RunState(StrEnum):
    """How far somebody is on a journey."""

    RUNNING = "running"
    DONE = "done"
    EXITED = "exited"


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyStep:
    """To wait some hours, write by a template, ask a person to help, or branch.

    A message is written once by each of its `channels`, and whether it may be sent is
    decided for each: none goes by another than its own. If its `condition` is not so, a
    branch goes on with the step `otherwise`, the first being 0, which is further on;
    with as many as there are, it ends.
    """

    kind: StepKind
    hours: Annotated[int, Meta(ge=0, le=24 * 90)] = 0
    template: Slug | None = None
    channels: Channels = BY_MAIL
    condition: Condition | None = None
    otherwise: Annotated[int, Meta(ge=1, le=STEPS_MAX)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """Why who is on a journey gets its messages, in both languages."""

    nl: ShortText
    en: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyTerms:
    """What a version of a journey says.

    What happened, or is to come, counts within so many days. Somebody enters once for
    each order, tier, reward, day of expiry or last purchase. `control_percent` of a
    hundred customers are left alone, so that what it brings can be told.

    A newsletter is for who is in `segment`, or for everybody, and `begins_at` says when
    it begins: once for each instant that is said, and not later than `within_days`.
    """

    entry: EntryKind
    purpose: Slug
    steps: Annotated[tuple[JourneyStep, ...], Meta(min_length=1, max_length=STEPS_MAX)]
    because: Because
    message_class: MessageClass = MessageClass.MARKETING
    within_days: Annotated[int, Meta(ge=1, le=90)] = 3
    exits: Annotated[tuple[ExitKind, ...], Meta(max_length=len(ExitKind))] = ()
    lifetime_hours: Hours = 72
    control_percent: Annotated[int, Meta(ge=0, le=50)] = 0
    segment: Slug | None = None
    begins_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutJourney:
    """Say what a journey does from now on; who is on it stays with their version."""

    journey: Slug
    terms: JourneyTerms
    state: JourneyState = JourneyState.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A version of a journey."""

    journey: Slug
    version: int
    state: JourneyState
    terms: JourneyTerms
    recorded_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Journeys:
    """The newest version of each journey."""

    journeys: tuple[Journey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindJourney:
    """Ask what a journey does."""

    journey: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class ListJourneys:
    """Ask for all journeys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipJourneys:
    """Have the journeys that the platform ships, for two purposes of the shop."""

    service_purpose: Slug
    marketing_purpose: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFunnel:
    """Ask how many went how far on a journey."""

    journey: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelStage:
    """How many runs or messages are at a stage: `entered`, `exited`, `accepted`."""

    stage: Slug
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """How many went how far; a number of fewer than ten is left out."""

    journey: Slug
    stages: tuple[FunnelStage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulateJourney:
    """Ask what a journey would do with a customer who entered now, or at an instant.

    What is known of them now is taken to be so then.
    """

    journey: Slug
    customer_id: CustomerRef
    at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A message that would be written, when, and by which channels."""

    at: Instant
    template: Slug
    channels: Channels


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """Whether somebody would enter now, for what, and what they would be written.

    `ended_by` is what would end it at once, if anything would.
    """

    customer_id: CustomerId
    enters: bool
    entry_key: str | None
    planned: tuple[Planned, ...]
    ended_by: ExitKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Somebody's way along a journey."""

    id: RunId
    journey: str
    version: int
    customer_id: CustomerId
    entry_key: str
    state: RunState
    step: int
    subject: dict[str, Any]
    entered_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    cause: str | None


@dataclass(eq=False)
class JourneyNotFound(Refusal):
    """There is no such journey."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class JourneyRaced(Refusal):
    """Somebody else changed this journey at the same time."""

    kind = Kind.CONFLICT
    version: int


@dataclass(eq=False)
class TooManyJourneys(Refusal):
    """A shop has so many journeys at most."""

    kind = Kind.CONFLICT
    journeys_max: int
