"""The nouns of membership: in which tier a customer is, since when and until when."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import CustomerId
from domain.kernel.ids import identifier
from domain.kernel.types import Count, Cursor, Instant, PageSize, ShortText, Slug
from domain.tiers.histories import TierCause
from domain.tiers.model import TierBasis, TierBenefit, TierNames

LockId: TypeAlias = Annotated[str, identifier("tlk")]
ChangeId: TypeAlias = Annotated[str, identifier("tch")]
MANY_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a tier is to what is earned: 150 per cent is half as much again."""

    tier: Slug | None
    earning_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierHeld:
    """The tier that somebody is in, and what it gives."""

    slug: Slug
    names: TierNames
    earning_percent: int
    benefits: tuple[TierBenefit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTier:
    """The next higher tier, and what is missing to it."""

    slug: Slug
    names: TierNames
    threshold: Count
    missing: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class TierKeeping:
    """What it takes to keep the tier for another cycle: what is missing, and by when.

    Nothing is missing of a tier that is kept already.
    """

    threshold: Count
    missing: Count
    by: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class TierLock:
    """A tier, or none, that was set by hand, and holds whatever counts."""

    id: LockId
    tier: Slug | None
    reason: ShortText
    author: str
    since: Instant
    until: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a membership comes to at an instant; see `Membership`."""

    tier: TierHeld | None
    since: Instant | None
    valid_until: Instant | None
    basis: TierBasis
    counted: int
    cycle_start: Instant
    cycle_end: Instant | None
    next: NextTier | None
    keeping: TierKeeping | None
    projected: Slug | None
    earned: Slug | None
    lock: TierLock | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TierSentences:
    """What a person may be told, sentence by sentence."""

    nl: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """In which tier a customer is now, and why; nothing is told if there are no tiers.

    `since` is when the tier was reached, `valid_until` until when it is held if nothing
    more counts; null is for ever. `counted` is what counts from `cycle_start` on, in
    the unit or currency of the basis. `projected` is the tier after the next review if
    nothing more counts, and `earned` the one that there would be without a lock.
    """

    customer_id: CustomerId
    tier: TierHeld | None = None
    since: Instant | None = None
    valid_until: Instant | None = None
    basis: TierBasis | None = None
    counted: int = 0
    cycle_start: Instant | None = None
    cycle_end: Instant | None = None
    next: NextTier | None = None
    keeping: TierKeeping | None = None
    projected: Slug | None = None
    earned: Slug | None = None
    lock: TierLock | None = None
    why: TierSentences = TierSentences()


@dataclass(frozen=True, slots=True, kw_only=True)
class TierChange:
    """A change of tier, when it holds from, and when that became known.

    What came back, or came late, may undo a change: then it is listed as `undone`.
    """

    id: ChangeId
    customer_id: CustomerId
    at: Instant
    recorded_at: Instant
    tier: Slug | None
    previous: Slug | None
    cause: TierCause
    undone: bool
    counted: int
    needed: int
    programme_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindTier:
    """Ask for a customer's tier."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class TiersOfMany:
    """Ask for the tiers of many customers."""

    customer_ids: Annotated[tuple[CustomerId, ...], Meta(max_length=MANY_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChanges:
    """Ask for the changes of a customer's tier, the latest first."""

    customer_id: CustomerRef
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesOfMany:
    """Ask for the latest changes of many customers' tiers."""

    customer_ids: Annotated[tuple[CustomerId, ...], Meta(max_length=MANY_MAX)]
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLock:
    """Put a customer in a tier by hand, until an instant or for good."""

    customer_id: CustomerRef
    tier: Slug
    reason: ShortText
    until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsetLock:
    """Let a customer's tier follow from what counts again."""

    customer_id: CustomerRef
