"""The nouns of a tier programme: which tiers there are, and how one comes by them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.kernel.ids import identifier
from domain.kernel.types import Count, Instant, ShortText, Slug

TierProgrammeId: TypeAlias = Annotated[str, identifier("tpr")]

TIERS_MAX = 20
BENEFITS_MAX = 20
# 100 is as many points as anybody earns, 150 half as many again.
AS_ANYBODY = 100

Days: TypeAlias = Annotated[int, Meta(ge=0, le=366)]
# Less than half a cycle, so that no two of them are in question at once.
GraceDays: TypeAlias = Annotated[int, Meta(ge=0, le=180)]
Percent: TypeAlias = Annotated[int, Meta(ge=AS_ANYBODY, le=10_000)]
Levels: TypeAlias = Annotated[int, Meta(ge=1, le=TIERS_MAX)]


class TierMeasure(StrEnum):
    """What counts towards a tier."""

    POINTS = "points"  # What was earned of a unit, less what was taken back.
    SPEND = "spend"  # What orders come to, less what came back, in minor units.
    ORDERS = "orders"  # Orders of which something was kept.
    EVENTS = "events"  # Events of one type.


class TierAlso(StrEnum):
    """What else moves a count of points; nothing of it does unless it is named."""

    SPENT = "spent"
    DONATED = "donated"
    EXPIRED = "expired"
    TRANSFERRED = "transferred"  # Received counts for, sent counts against.
    ADJUSTED = "adjusted"  # By hand.


class TierWindow(StrEnum):
    """Of which time the count is; days are those of the programme's time zone."""

    CALENDAR_YEAR = "calendar_year"
    ROLLING_12M = "rolling_12m"
    ANNIVERSARY = "anniversary"  # Years from the day of what counted first.


class TierDowngrade(StrEnum):
    """Where somebody lands who has not kept a tier when its cycle ends."""

    ONE_DOWN = "one_down"
    # The highest that the balance of points reaches then.
    BALANCE_BASED = "balance_based"


class TierBenefitKind(StrEnum):
    """What a tier gives, besides points that multiply."""

    FREE_SHIPPING = "free_shipping"
    EARLY_ACCESS = "early_access"  # `value`: so many hours before others.
    SERVICE = "service"
    GIFT = "gift"  # `reward`: which of the catalogue.
    EVENT = "event"
    DISCOUNT = "discount"  # `value`: per cent.
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class TierNames:
    """What something is called, for people."""

    nl: ShortText
    en: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class TierBenefit:
    """Something that who is in a tier gets."""

    kind: TierBenefitKind
    names: TierNames
    value: Count | None = None
    reward: Slug | None = None


Benefits: TypeAlias = Annotated[tuple[TierBenefit, ...], Meta(max_length=BENEFITS_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A tier, which is reached by a count of at least its threshold.

    `up_to` is the last count that is not yet the next tier's. It need not be said; if
    it is, publishing refuses what would leave a gap, or overlap.
    """

    slug: Slug
    names: TierNames
    threshold: Count
    up_to: Count | None = None
    earning_percent: Percent = AS_ANYBODY
    benefits: Benefits = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TierBasis:
    """What is counted: of which unit, or events of which type."""

    measure: TierMeasure = TierMeasure.POINTS
    unit: Slug = "points"
    also: Annotated[tuple[TierAlso, ...], Meta(max_length=len(TierAlso))] = ()
    event_type: Slug | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TierTerms:
    """All that a tier programme says; the tiers from the lowest to the highest.

    A tier is reached at once, and lost at the end of a cycle only, and `grace_days`
    later. `soft_landing` is how many tiers may be lost at one cycle's end at most.
    Who has not yet kept a tier is at risk `at_risk_days` before it ends.
    """

    tiers: Annotated[tuple[Tier, ...], Meta(min_length=1, max_length=TIERS_MAX)]
    basis: TierBasis = TierBasis()
    window: TierWindow = TierWindow.CALENDAR_YEAR
    downgrade: TierDowngrade = TierDowngrade.ONE_DOWN
    grace_days: GraceDays = 0
    soft_landing: Levels | None = None
    at_risk_days: Days = 30


class TierProgrammeState(StrEnum):
    """What became of a version of the tier programme."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class TierProgramme:
    """A version of the tier programme; once published, it never changes.

    It holds from `valid_from`, up to and without `valid_until`, and its days are those
    of `time_zone`, which was the programme's when it was published; so is `currency`.
    """

    id: TierProgrammeId
    number: Count
    state: TierProgrammeState
    terms: TierTerms
    time_zone: str
    currency: str
    valid_from: Instant | None
    valid_until: Instant | None
    recorded_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class TierProgrammes:
    """All versions of the tier programme, the oldest first."""

    versions: tuple[TierProgramme, ...]


class TierCautionKind(StrEnum):
    """What may be meant otherwise than it is said."""

    AUTO_REDEEM_STARVES = "auto_redeem_starves"
    HIGHER_EARNS_LESS = "higher_earns_less"
    TIER_GONE = "tier_gone"
    COUNTS_NO_POINTS = "counts_no_points"


@dataclass(frozen=True, slots=True, kw_only=True)
class TierCaution:
    """Something that publishing allows, and its author should know."""

    kind: TierCautionKind
    tier: Slug | None
    text: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A version that was published, and what is to be thought of about it."""

    id: TierProgrammeId
    programme: TierProgramme
    warnings: tuple[TierCaution, ...]
