"""Rehearsing: to which tier customers come by what they would have earned."""

from collections.abc import Sequence
from datetime import datetime

from domain import ledger, tenants
from domain.kernel import Unit
from domain.tiers import programmes, rules
from domain.tiers.climb import Climb
from domain.tiers.counts import Counted, Counts
from domain.tiers.histories import Era, History
from domain.tiers.model import (
    TierMeasure,
    TierProgramme,
    TierProgrammeState,
    TierTerms,
)


async def counting_points(unit: Unit) -> TierProgramme | None:
    """Return the version of the programme that holds now, if points count in it."""
    for era in await programmes.in_time(unit):
        terms = era.programme.terms
        if era.holds(unit.now) and terms.basis.measure is TierMeasure.POINTS:
            return era.programme
    return None


async def tried(unit: Unit, terms: TierTerms) -> TierProgramme:
    """Return tiers as a version that has always held, or refuse what is not sound."""
    rules.check(terms)
    programme = await tenants.programme(unit)
    if terms.basis.unit not in {each.code for each in programme.units}:
        raise ledger.UnitUnknown(terms.basis.unit)
    return TierProgramme(
        id=unit.new_id("tpr"),
        number=0,
        state=TierProgrammeState.DRAFT,
        terms=terms,
        time_zone=programme.time_zone,
        currency=programme.currency,
        valid_from=None,
        valid_until=None,
        recorded_at=unit.now,
    )


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
