"""The census: how many customers are in each tier now, as last reviewed."""

from dataclasses import dataclass

from domain.kernel import Unit, reads
from domain.kernel.personal import crowd
from domain.kernel.types import Count, Slug
from domain.tiers import store
from domain.tiers.model import TierNames
from domain.tiers.refusals import TierProgrammeNotFound
from domain.tiers.service import FindCurrentTiers, current


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCensus:
    """Ask how many customers are in each tier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TierMembers:
    """How many customers are in a tier; none while they are fewer than ten."""

    tier: Slug
    names: TierNames
    threshold: Count
    members: Count | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TierCensus:
    """How many customers are in each of the tiers that there are now, lowest first."""

    tiers: tuple[TierMembers, ...]


@reads("tiers:read", refusals=(TierProgrammeNotFound,))
async def census(unit: Unit, command: TakeCensus) -> TierCensus:
    """Tell how many customers are in each tier, as they were last looked at."""
    del command
    found = await current(unit, FindCurrentTiers())
    counts = await store.counts(unit)
    return TierCensus(
        tiers=tuple(
            TierMembers(
                tier=each.slug,
                names=each.names,
                threshold=each.threshold,
                members=crowd(counts.get(each.slug, 0)),
            )
            for each in found.terms.tiers
        )
    )
