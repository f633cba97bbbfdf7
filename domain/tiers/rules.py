"""What makes a tier programme sound; pure, so that a test needs nothing but values."""

from itertools import pairwise

from domain.tiers.model import (
    TierMeasure,
    TierTerms,
)
from domain.tiers.refusals import (
    EventTypeMissing,
    NotOfPoints,
    TierGap,
    TiersOverlap,
    TierTwice,
)


def check(terms: TierTerms) -> None:
    """Refuse tiers of which nobody could tell which one a count reaches."""
    slugs = [each.slug for each in terms.tiers]
    for slug in slugs:
        if slugs.count(slug) > 1:
            raise TierTwice(slug)
    for tier, higher in pairwise(terms.tiers):
        if higher.threshold <= tier.threshold:
            raise TiersOverlap(tier.slug, higher.slug, higher.threshold)
        if tier.up_to is not None and tier.up_to >= higher.threshold:
            raise TiersOverlap(tier.slug, higher.slug, higher.threshold)
        if tier.up_to is not None and tier.up_to + 1 < higher.threshold:
            raise TierGap(tier.slug, higher.slug, tier.up_to + 1)
    last = terms.tiers[-1]
    if last.up_to is not None:
        raise TierGap(last.slug, None, last.up_to + 1)
    _check_basis(terms)


def _check_basis(terms: TierTerms) -> None:
    basis = terms.basis
    if (basis.measure is TierMeasure.EVENTS) != (basis.event_type is not None):
        raise EventTypeMissing
    if basis.also and basis.measure is not TierMeasure.POINTS:
        raise NotOfPoints(basis.measure)
