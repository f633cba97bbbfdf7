"""The census: how many customers are in each tier now, as last reviewed."""

from dataclasses import dataclass

from domain.kernel import Unit, reads
from domain.kernel.personal import crowd
from domain.kernel.types import Count, Slug
from domain.tiers import programmes, store
from domain.tiers.model import TierNames


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
    """How many customers are in each of the tiers that there are now, lowest first.

    There may be none.
    """

    tiers: tuple[TierMembers, ...]


@reads("tiers:read")
async def census(unit: Unit, command: TakeCensus) -> TierCensus:
    """Tell how many customers are in each tier, as they were last looked at."""
    del command
    eras = await programmes.in_time(unit)
    now = next((each.programme for each in eras if each.holds(unit.now)), None)
    if now is None:
        return TierCensus(tiers=())
    counts = await store.counts(unit)
    return TierCensus(
        tiers=tuple(
            TierMembers(
                tier=each.slug,
                names=each.names,
                threshold=each.threshold,
                members=crowd(counts.get(each.slug, 0)),
            )
            for each in now.terms.tiers
        )
    )
