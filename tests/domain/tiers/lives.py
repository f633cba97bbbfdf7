"""Tier programmes and histories, as tests want to say them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from domain.tiers import (
    Tier,
    TierBasis,
    TierNames,
    TierProgramme,
    TierProgrammeState,
    TierTerms,
)
from domain.tiers.climb import Climb
from domain.tiers.counts import Counted, Counts
from domain.tiers.histories import History, Lift, eras

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
AMSTERDAM = "Europe/Amsterdam"


def tier(slug: str, threshold: int, percent: int = 100) -> Tier:
    names = TierNames(nl=slug.title(), en=slug.title())
    return Tier(slug=slug, names=names, threshold=threshold, earning_percent=percent)


METALS = (tier("bronze", 0), tier("silver", 100, 125), tier("gold", 300, 150))


def terms(*tiers: Tier, **more: Any) -> TierTerms:
    return TierTerms(tiers=tiers or METALS, **more)


def programme(
    number: int = 1,
    *,
    valid_from: datetime = LONG_AGO,
    valid_until: datetime | None = None,
    zone: str = AMSTERDAM,
    said: TierTerms | None = None,
    **more: Any,
) -> TierProgramme:
    return TierProgramme(
        id=f"tpr_{number:032x}",
        number=number,
        state=TierProgrammeState.PUBLISHED,
        terms=said or terms(**more),
        time_zone=zone,
        currency="EUR",
        valid_from=valid_from,
        valid_until=valid_until,
        recorded_at=valid_from,
    )


def climb(
    until: datetime,
    counted: Sequence[tuple[datetime, int]],
    *versions: TierProgramme,
    balance: Sequence[tuple[datetime, int]] = (),
    lifts: Sequence[tuple[datetime, str]] = (),
) -> Climb:
    """Return a climb that has come to an instant."""
    held = versions or (programme(),)
    told = {each.terms.basis: Counts(Counted(*one) for one in counted) for each in held}
    history = History(
        counts=told,
        balances={TierBasis().unit: Counts(Counted(*one) for one in balance)},
        lifts=tuple(Lift(*each) for each in lifts),
    )
    climbing = Climb(eras(held), history)
    climbing.advance(until)
    return climbing


def path(climbing: Climb) -> list[tuple[str, str | None, str]]:
    """Return the steps of a climb: when, to which tier, and why."""
    return [
        (each.at.isoformat(), each.tier, str(each.cause)) for each in climbing.steps
    ]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
