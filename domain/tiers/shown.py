"""What the status shows of a tier; it is kept with the membership, ready to be told."""

from dataclasses import dataclass

from domain.kernel.types import Count, Instant, Slug
from domain.tiers.membership import Outlook
from domain.tiers.model import TierNames


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTier:
    """A tier, as the status shows it."""

    slug: Slug
    names: TierNames


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNext:
    """The next tier, and what is missing to it, as the status shows it."""

    slug: Slug
    names: TierNames
    threshold: Count
    missing: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownKeeping:
    """What it takes to keep the tier, as the status shows it."""

    missing: Count
    by: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A customer's tier as the status shows it: what counts, and what is missing."""

    tier: ShownTier | None
    since: Instant | None
    valid_until: Instant | None
    measure: Slug
    counted: int
    next: ShownNext | None
    keeping: ShownKeeping | None


def shown(outlook: Outlook) -> Shown:
    """Return what the status shows of a membership."""
    tier, further, keeping = outlook.tier, outlook.next, outlook.keeping
    return Shown(
        tier=tier and ShownTier(slug=tier.slug, names=tier.names),
        since=outlook.since,
        valid_until=outlook.valid_until,
        measure=outlook.basis.measure.value,
        counted=outlook.counted,
        next=further
        and ShownNext(
            slug=further.slug,
            names=further.names,
            threshold=further.threshold,
            missing=further.missing,
        ),
        keeping=keeping and ShownKeeping(missing=keeping.missing, by=keeping.by),
    )
