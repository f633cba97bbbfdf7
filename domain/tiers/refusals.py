"""The ways in which tiers say no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal
from domain.kernel.types import Instant


@dataclass(eq=False)
class TierProgrammeNotFound(Refusal):
    """There is no such version of the tier programme."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class TierProgrammePublished(Refusal):
    """This version of the tier programme has been published, and never changes."""

    kind = Kind.CONFLICT
    number: int


@dataclass(eq=False)
class TierProgrammeNotPublished(Refusal):
    """No version of the tier programme holds, and so none can be retired."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class TierProgrammeTooOld(Refusal):
    """A tier programme changes after all that has been said of it, and not before."""

    kind = Kind.CONFLICT
    earliest: Instant


@dataclass(eq=False)
class TierProgrammeRaced(Refusal):
    """Another version of the tier programme was drafted at the same moment."""

    kind = Kind.CONFLICT
    retryable = True
    number: int


@dataclass(eq=False)
class TooManyTierProgrammes(Refusal):
    """There are as many versions of the tier programme as there may be."""

    kind = Kind.CONFLICT
    versions_max: int


@dataclass(eq=False)
class TierTwice(Refusal):
    """Two tiers have the same slug."""

    kind = Kind.INVALID
    tier: str


@dataclass(eq=False)
class TiersOverlap(Refusal):
    """Two tiers claim the same count."""

    kind = Kind.INVALID
    tier: str
    next: str
    at: int


@dataclass(eq=False)
class TierGap(Refusal):
    """Some counts belong to no tier, though a lower one has begun."""

    kind = Kind.INVALID
    tier: str
    next: str | None
    at: int


@dataclass(eq=False)
class EventTypeMissing(Refusal):
    """A basis of events names their type, and no other basis does."""

    kind = Kind.INVALID


@dataclass(eq=False)
class NotOfPoints(Refusal):
    """Only a count of points can be moved by what is spent, given away or expires."""

    kind = Kind.INVALID
    measure: str


@dataclass(eq=False)
class TierUnknown(Refusal):
    """The tier programme that holds has no such tier."""

    kind = Kind.NOT_FOUND
    tier: str


@dataclass(eq=False)
class LockPassed(Refusal):
    """A tier is set until an instant that is yet to come."""

    kind = Kind.INVALID
    until: Instant


@dataclass(eq=False)
class NotLocked(Refusal):
    """The customer's tier was not set by hand."""

    kind = Kind.CONFLICT
