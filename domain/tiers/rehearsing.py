"""Rehearsing: to which tier customers come by what they would have earned."""

from collections.abc import Sequence
from datetime import datetime

from domain.kernel import Unit
from domain.tiers import programmes
from domain.tiers.climb import Climb
from domain.tiers.counts import Counted, Counts
from domain.tiers.histories import Era, History
from domain.tiers.model import TierMeasure, TierProgramme


async def counting_points(unit: Unit) -> TierProgramme | None:
    """Return the version of the programme that holds now, if points count in it."""
    for era in await programmes.in_time(unit):
        terms = era.programme.terms
        if era.holds(unit.now) and terms.basis.measure is TierMeasure.POINTS:
            return era.programme
    return None


def tier_by(
    programme: TierProgramme, counted: Sequence[tuple[datetime, int]], until: datetime
) -> str | None:
    """Return the tier of a customer at an instant, by what they had earned when.

    As if the version had held all the time, and nothing else had ever happened.
    """
    if not counted:
        counted = ((until, 0),)
    era = Era(programme=programme, start=min(at for at, _ in counted), end=None)
    counts = Counts(Counted(at, amount) for at, amount in counted)
    climb = Climb((era,), History(counts={programme.terms.basis: counts}))
    climb.advance(until)
    return None if climb.tier is None else climb.tier.slug
