"""The SQL of versions of challenges: one function, one statement, one type."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.challenges import course
from domain.challenges.course import Era
from domain.challenges.model import ChallengeVersion
from domain.challenges.tables import challenges
from domain.challenges.terms import ChallengeNames, ChallengeTerms
from domain.kernel import Unit
from domain.kernel.rows import view

VERSIONS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    challenge: str
    version: int
    names: dict[str, Any]
    terms: dict[str, Any]
    valid_from: datetime
    recorded_at: datetime
    retired_at: datetime | None


ALL = (
    view(challenges, _Row)
    .order_by(challenges.c.challenge, challenges.c.version)
    .limit(VERSIONS_MAX)
)


async def every(unit: Unit) -> tuple[ChallengeVersion, ...]:
    """Return all versions, by name, the oldest of each first."""
    return await unit.once(_every)


async def by_name(unit: Unit) -> dict[str, tuple[Era, ...]]:
    """Return when each version of each challenge holds."""
    return await unit.once(_by_name)


async def _every(unit: Unit) -> tuple[ChallengeVersion, ...]:
    return tuple(map(_typed, await unit.all(_Row, ALL)))


async def _by_name(unit: Unit) -> dict[str, tuple[Era, ...]]:
    found: dict[str, list[ChallengeVersion]] = {}
    for each in await every(unit):
        found.setdefault(each.challenge, []).append(each)
    return {name: course.eras(versions) for name, versions in found.items()}


def forget(unit: Unit) -> None:
    """Read versions anew when somebody asks for them next."""
    unit.forget(_every)
    unit.forget(_by_name)


async def add(unit: Unit, version: ChallengeVersion) -> bool:
    """Write a version down, unless another took its number meanwhile."""
    forget(unit)
    row = {
        "id": version.id,
        "challenge": version.challenge,
        "version": version.version,
        "names": msgspec.to_builtins(version.names),
        "terms": msgspec.to_builtins(version.terms),
        "valid_from": version.valid_from,
        "recorded_at": version.recorded_at,
        "retired_at": None,
        "after_id": None,
        "applied_at": None,
    }
    new = upsert(challenges).values(row).on_conflict_do_nothing()
    return await unit.run(new) == 1


async def retire(unit: Unit, version: ChallengeVersion, at: datetime) -> bool:
    """Let a version hold no longer, unless it is retired already."""
    forget(unit)
    this = update(challenges).where(challenges.c.id == version.id)
    standing = this.where(challenges.c.retired_at.is_(None))
    return await unit.run(standing.values(retired_at=at)) == 1


async def counted_types(unit: Unit) -> frozenset[str]:
    """Return the types of events that count, or did: progress is a fold of them."""
    return types_of(await every(unit))


def types_of(versions: Iterable[ChallengeVersion]) -> frozenset[str]:
    """Return the types of events that steps are about."""
    return frozenset(
        event
        for version in versions
        for step in version.terms.steps
        if (event := getattr(step.on, "event", None)) is not None
    )


def _typed(row: _Row) -> ChallengeVersion:
    return ChallengeVersion(
        id=row.id,
        challenge=row.challenge,
        version=row.version,
        names=msgspec.convert(row.names, ChallengeNames),
        terms=msgspec.convert(row.terms, ChallengeTerms),
        valid_from=row.valid_from,
        recorded_at=row.recorded_at,
        retired_at=row.retired_at,
    )
