"""The nouns of progress: how far a customer is with a challenge, and why."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.challenges.terms import ChallengeNames
from domain.challenges.together import CommunityProgress, Fraction
from domain.kernel import CustomerId
from domain.kernel.types import Count, Instant, Locale, ShortText, Slug


class ChallengeState(StrEnum):
    """Where somebody is with a challenge."""

    UPCOMING = "upcoming"
    NOT_JOINED = "not_joined"
    OPEN = "open"
    COMPLETED = "completed"  # For good, or until the next period.
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeSentences:
    """The same in both languages."""

    nl: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepProgress:
    """How far somebody is with a step: what counted, of how much, what is missing.

    Of a streak, `keep_until` is the last day on which it can be gone on with, and
    `freezes_left` how many periods may still be missed.
    """

    step: Slug
    names: ChallengeNames
    count: Count
    target: Count
    missing: Count
    done_at: Instant | None
    keep_until: date | None
    freezes_left: Count | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeProgress:
    """How far a customer is with a challenge, as it is now.

    `progress` is between 0 and 1, of the round that runs: the number of a time, or the
    first day of a period. `completions` counts how often all of it was done.
    """

    challenge: Slug
    version: int
    names: ChallengeNames
    state: ChallengeState
    round: ShortText
    progress: Fraction
    steps: tuple[StepProgress, ...]
    completions: Count
    completed_at: Instant | None
    joined_at: Instant | None
    first_day: date | None
    last_day: date | None
    badge: ChallengeNames | None
    # How far all are together, of a challenge that is the community's.
    community: CommunityProgress | None
    why: ChallengeSentences


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChallenges:
    """The challenges of a customer, by name."""

    customer_id: CustomerId
    challenges: tuple[ChallengeProgress, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """What somebody wears for a challenge that they completed, and since when."""

    challenge: Slug
    names: ChallengeNames
    earned_at: Instant
    times: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Badges:
    """The badges of a customer, by name."""

    customer_id: CustomerId
    badges: tuple[Badge, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeDecision:
    """What an order or event counted for a step, or why it did not, in sentences."""

    cause_id: ShortText
    occurred_at: Instant
    step: Slug
    counted: Count
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeExplanation:
    """Why somebody is as far as they are: the latest that could have counted, first."""

    challenge: Slug
    customer_id: CustomerId
    locale: Locale
    progress: tuple[str, ...]
    decisions: tuple[ChallengeDecision, ...]
