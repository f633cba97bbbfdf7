"""The SQL of tier programmes: one function, one statement, one type."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.kernel import Unit
from domain.kernel.rows import view
from domain.tiers.histories import Era, eras
from domain.tiers.model import TierProgramme, TierProgrammeState, TierTerms
from domain.tiers.tables import tier_programmes, tier_rounds

VERSIONS_MAX = 200


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    number: int
    terms: dict[str, Any]
    time_zone: str
    currency: str
    valid_from: datetime | None
    valid_until: datetime | None
    recorded_at: datetime


ALL = view(tier_programmes, _Row).order_by(tier_programmes.c.number).limit(VERSIONS_MAX)
PUBLISHED = ALL.where(tier_programmes.c.valid_from.is_not(None))
HELD = ALL.with_for_update()


async def every(unit: Unit) -> tuple[TierProgramme, ...]:
    """Return all versions, the oldest first."""
    return _typed(unit, await unit.all(_Row, ALL))


async def hold(unit: Unit) -> tuple[TierProgramme, ...]:
    """Return all versions, and keep others from changing them until this unit ends."""
    return _typed(unit, await unit.all(_Row, HELD))


async def in_time(unit: Unit) -> tuple[Era, ...]:
    """Return when each published version holds, as this unit first saw it."""
    return await unit.once(_in_time)


async def in_time_now(unit: Unit) -> tuple[Era, ...]:
    """Return when each published version holds, as of this very statement."""
    unit.forget(_in_time)
    return await in_time(unit)


async def _in_time(unit: Unit) -> tuple[Era, ...]:
    return eras(_typed(unit, await unit.all(_Row, PUBLISHED)))


async def add(unit: Unit, programme: TierProgramme) -> bool:
    """Write a draft down, unless another took its number meanwhile."""
    new = upsert(tier_programmes).values(_values(programme)).on_conflict_do_nothing()
    return await unit.run(new) == 1


def save(unit: Unit, programme: TierProgramme) -> None:
    """Write down what a version has become; the caller holds it."""
    unit.forget(_in_time)
    this = update(tier_programmes).where(tier_programmes.c.id == programme.id)
    unit.write(this.values(_values(programme)))


def begin_round(unit: Unit, programme_id: str, due_at: datetime) -> None:
    """See to it that a version is applied to everybody, from an instant on."""
    row = {"programme_id": programme_id, "due_at": due_at, "after_id": None}
    new = upsert(tier_rounds).values(**row, done_at=None)
    again = new.on_conflict_do_update(
        index_elements=["tenant_id", "programme_id"],
        set_={"due_at": due_at, "after_id": None, "done_at": None},
    )
    unit.write(again)


def _values(programme: TierProgramme) -> dict[str, Any]:
    return {
        "id": programme.id,
        "number": programme.number,
        "terms": msgspec.to_builtins(programme.terms),
        "time_zone": programme.time_zone,
        "currency": programme.currency,
        "valid_from": programme.valid_from,
        "valid_until": programme.valid_until,
        "recorded_at": programme.recorded_at,
    }


def _typed(unit: Unit, rows: tuple[_Row, ...]) -> tuple[TierProgramme, ...]:
    return tuple(
        TierProgramme(
            id=row.id,
            number=row.number,
            state=_state(row, unit.now),
            terms=msgspec.convert(row.terms, TierTerms),
            time_zone=row.time_zone,
            currency=row.currency,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            recorded_at=row.recorded_at,
        )
        for row in rows
    )


def _state(row: _Row, now: datetime) -> TierProgrammeState:
    if row.valid_from is None:
        return TierProgrammeState.DRAFT
    if row.valid_until is not None and row.valid_until <= now:
        return TierProgrammeState.RETIRED
    return TierProgrammeState.PUBLISHED
