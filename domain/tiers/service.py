"""What can be done with the tier programme."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain import earning, ledger, tenants
from domain.kernel import Unit, reads, writes
from domain.kernel.types import Instant
from domain.tiers import cautions, programmes, rules
from domain.tiers.histories import eras
from domain.tiers.model import (
    Publication,
    TierDowngrade,
    TierMeasure,
    TierProgramme,
    TierProgrammeId,
    TierProgrammes,
    TierProgrammeState,
    TierTerms,
)
from domain.tiers.refusals import (
    EventTypeMissing,
    NotOfPoints,
    TierGap,
    TierProgrammeNotFound,
    TierProgrammeNotPublished,
    TierProgrammePublished,
    TierProgrammeRaced,
    TierProgrammeTooOld,
    TiersOverlap,
    TierTwice,
    TooManyTierProgrammes,
)

UNSOUND = (TierTwice, TiersOverlap, TierGap, EventTypeMissing, NotOfPoints)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Draft a version of the tier programme."""

    terms: TierTerms


@writes("tiers:write", refusals=(TooManyTierProgrammes, TierProgrammeRaced))
async def draft(unit: Unit, command: Draft) -> TierProgramme:
    """Write a version of the tier programme down, to be published or thought over."""
    known = await programmes.every(unit)
    if len(known) >= programmes.VERSIONS_MAX:
        raise TooManyTierProgrammes(programmes.VERSIONS_MAX)
    programme = await tenants.programme(unit)
    drafted = TierProgramme(
        id=unit.new_id("tpr"),
        number=known[-1].number + 1 if known else 1,
        state=TierProgrammeState.DRAFT,
        terms=command.terms,
        time_zone=programme.time_zone,
        currency=programme.currency,
        valid_from=None,
        valid_until=None,
        recorded_at=unit.now,
    )
    if not await programmes.add(unit, drafted):
        raise TierProgrammeRaced(drafted.number)
    return drafted


@dataclass(frozen=True, slots=True, kw_only=True)
class Redraft:
    """Replace what a draft says."""

    tier_programme_id: TierProgrammeId
    terms: TierTerms


@writes("tiers:write", refusals=(TierProgrammeNotFound, TierProgrammePublished))
async def redraft(unit: Unit, command: Redraft) -> TierProgramme:
    """Replace all that a version says that is not published yet."""
    found = _named(await programmes.hold(unit), command.tier_programme_id)
    if found.state is not TierProgrammeState.DRAFT:
        raise TierProgrammePublished(found.number)
    changed = replace(found, terms=command.terms)
    programmes.save(unit, changed)
    return changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """Publish a draft, valid from an instant on, or from now."""

    tier_programme_id: TierProgrammeId
    valid_from: Instant | None = None


@writes(
    "tiers:write",
    refusals=(
        TierProgrammeNotFound,
        TierProgrammePublished,
        TierProgrammeTooOld,
        ledger.UnitUnknown,
        *UNSOUND,
    ),
)
async def publish(unit: Unit, command: Publish) -> Publication:
    """Let a version hold; the one before holds until then.

    It may raise customers at once, and lowers nobody before their cycle ends. The first
    version may hold from any instant. All customers are looked at within minutes; who
    asks for one is told at once. The answer warns of what may be meant otherwise.
    """
    known = await programmes.hold(unit)
    found = _named(known, command.tier_programme_id)
    if found.state is not TierProgrammeState.DRAFT:
        raise TierProgrammePublished(found.number)
    rules.check(found.terms)
    programme = await tenants.programme(unit)
    basis = found.terms.basis
    if basis.unit not in {each.code for each in programme.units} and (
        basis.measure is TierMeasure.POINTS
    ):
        raise ledger.UnitUnknown(basis.unit)
    valid_from = command.valid_from or unit.now
    before = _latest(known)
    if before is not None:
        _check_order(before, valid_from)
        if before.valid_until is None:
            programmes.save(unit, replace(before, valid_until=valid_from))
    published = replace(
        found,
        state=TierProgrammeState.PUBLISHED,
        time_zone=programme.time_zone,
        currency=programme.currency,
        valid_from=valid_from,
    )
    programmes.save(unit, published)
    programmes.begin_round(unit, published.id, valid_from)
    redeemed = earning.redeemed(await earning.versions(unit))
    return Publication(
        id=published.id,
        programme=published,
        warnings=cautions.warnings(published.terms, before, redeemed),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Retire:
    """Have no tiers any longer, from an instant on, or from now."""

    valid_until: Instant | None = None


@writes("tiers:write", refusals=(TierProgrammeNotPublished, TierProgrammeTooOld))
async def retire(unit: Unit, command: Retire) -> TierProgramme:
    """End the version that holds, or is to: from then on there are no tiers."""
    found = _latest(await programmes.hold(unit))
    if found is None or found.valid_from is None or found.valid_until is not None:
        raise TierProgrammeNotPublished
    earliest = max(unit.now, found.valid_from)
    until = command.valid_until or earliest
    if until < earliest:
        raise TierProgrammeTooOld(earliest)
    over = until <= unit.now
    state = TierProgrammeState.RETIRED if over else TierProgrammeState.PUBLISHED
    retired = replace(found, valid_until=until, state=state)
    programmes.save(unit, retired)
    programmes.begin_round(unit, retired.id, until)
    return retired


@dataclass(frozen=True, slots=True, kw_only=True)
class FindTierProgramme:
    """Ask for a version of the tier programme."""

    tier_programme_id: TierProgrammeId


@reads("tiers:read", refusals=(TierProgrammeNotFound,))
async def find_programme(unit: Unit, command: FindTierProgramme) -> TierProgramme:
    """Tell what a version of the tier programme says."""
    return _named(await programmes.every(unit), command.tier_programme_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTierProgrammes:
    """Ask for all versions of the tier programme."""


@reads("tiers:read")
async def list_programmes(unit: Unit, command: ListTierProgrammes) -> TierProgrammes:
    """Tell all versions of the tier programme, drafts too, the oldest first."""
    del command
    return TierProgrammes(versions=await programmes.every(unit))


@dataclass(frozen=True, slots=True, kw_only=True)
class FindCurrentTiers:
    """Ask for the tiers that there are now."""


@reads("tiers:read", refusals=(TierProgrammeNotFound,), public=True)
async def current(unit: Unit, command: FindCurrentTiers) -> TierProgramme:
    """Tell the tiers that there are now: what they take, and what they give."""
    del command
    for era in await programmes.in_time(unit):
        if era.holds(unit.now):
            return era.programme
    raise TierProgrammeNotFound


async def is_kept_by_balance(unit: Unit, code: str) -> bool:
    """Tell whether a tier is kept, now or later, by what there is of a unit."""
    return any(
        era.programme.terms.downgrade is TierDowngrade.BALANCE_BASED
        and era.programme.terms.basis.unit == code
        for era in await programmes.in_time(unit)
        if era.end is None or era.end > unit.now
    )


def _check_order(before: TierProgramme, valid_from: datetime) -> None:
    """Refuse a version that would hold before, or at the same time as, the last one."""
    assert before.valid_from is not None
    earliest = before.valid_until or before.valid_from
    if valid_from < earliest or valid_from == before.valid_from:
        raise TierProgrammeTooOld(earliest)


def _named(
    known: tuple[TierProgramme, ...], tier_programme_id: TierProgrammeId
) -> TierProgramme:
    for each in known:
        if each.id == tier_programme_id:
            return each
    raise TierProgrammeNotFound


def _latest(known: tuple[TierProgramme, ...]) -> TierProgramme | None:
    """Return the version that was to hold last."""
    held = eras(known)
    return held[-1].programme if held else None
