"""What is allowed of a tier programme, but may be meant otherwise; pure."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import pairwise

from domain.tiers.model import (
    TierCaution,
    TierCautionKind,
    TierDowngrade,
    TierMeasure,
    TierProgramme,
    TierTerms,
)


def warnings(
    terms: TierTerms, before: TierProgramme | None, auto_redeemed: AbstractSet[str]
) -> tuple[TierCaution, ...]:
    """Return what is allowed, but may be meant otherwise.

    `auto_redeemed` are the units of which points are redeemed without being asked.
    """
    return (
        *_starving(terms, auto_redeemed),
        *_earning_less(terms),
        *_gone(terms, before),
    )


def _starving(
    terms: TierTerms, auto_redeemed: AbstractSet[str]
) -> Iterator[TierCaution]:
    if terms.downgrade is not TierDowngrade.BALANCE_BASED:
        return
    if terms.basis.unit in auto_redeemed:
        yield TierCaution(
            kind=TierCautionKind.AUTO_REDEEM_STARVES,
            tier=None,
            text=(
                "Points are redeemed automatically before tiers are reviewed, so that "
                "the balance which keeps a tier may never be there."
            ),
        )
    if terms.basis.measure is not TierMeasure.POINTS:
        yield TierCaution(
            kind=TierCautionKind.COUNTS_NO_POINTS,
            tier=None,
            text=(
                "Thresholds count no points, but a balance of points is held against "
                "them when a cycle ends."
            ),
        )


def _earning_less(terms: TierTerms) -> Iterator[TierCaution]:
    for tier, higher in pairwise(terms.tiers):
        if higher.earning_percent < tier.earning_percent:
            yield TierCaution(
                kind=TierCautionKind.HIGHER_EARNS_LESS,
                tier=higher.slug,
                text="This tier earns less than the one below it.",
            )


def _gone(terms: TierTerms, before: TierProgramme | None) -> Iterable[TierCaution]:
    stay = {each.slug for each in terms.tiers}
    for tier in before.terms.tiers if before else ():
        if tier.slug not in stay:
            yield TierCaution(
                kind=TierCautionKind.TIER_GONE,
                tier=tier.slug,
                text="Who is in it goes on in a tier that asks no more, or in none.",
            )
