"""The SQL of levels: one function, one statement, one type."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Integer, literal, select, true, update
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.kernel import CustomerId, Unit, sets
from domain.kernel.records import bare, encoded, insertion
from domain.kernel.rows import view
from domain.levels.model import VERSIONS_MAX, Level, LevelVersion
from domain.levels.tables import customer_levels, level_versions

VERSIONS, LEVELS = level_versions.c, customer_levels.c


@dataclass(frozen=True, slots=True)
class Stored:
    """A version as it is stored, and how far it was applied."""

    version: int
    unit: str
    levels: list[dict[str, Any]]
    valid_from: datetime
    after_id: CustomerId | None
    applied_at: datetime | None

    def typed(self) -> LevelVersion:
        """Return what it says."""
        return LevelVersion(
            version=self.version,
            unit=self.unit,
            levels=msgspec.convert(self.levels, tuple[Level, ...]),
            valid_from=self.valid_from,
        )


@dataclass(frozen=True, slots=True)
class _On:
    customer_id: CustomerId
    level: int


WHO = sets.given(LEVELS.customer_id, name="who")
OPEN = (
    upsert(customer_levels)
    .from_select(
        ["customer_id", "level"],
        select(WHO.c.customer_id, literal(0, Integer).label("level")),
    )
    .on_conflict_do_nothing()
)
_HELD = sets.found(
    "held",
    view(customer_levels, _On).with_for_update(),
    LEVELS.customer_id == WHO.c.customer_id,
)
HOLD = view(_HELD, _On).select_from(WHO.join(_HELD, true()))
THEIRS = view(customer_levels, _On).where(
    LEVELS.customer_id.in_(select(WHO.c.customer_id))
)
_NEW = insertion(*sets.whole(customer_levels))
SAVE = _NEW.on_conflict_do_update(
    constraint=customer_levels.primary_key, set_={"level": _NEW.excluded["level"]}
)
ALL = view(level_versions, Stored).order_by(VERSIONS.version).limit(VERSIONS_MAX)
LATEST = view(level_versions, Stored).order_by(VERSIONS.version.desc()).limit(1)


async def versions(unit: Unit) -> tuple[LevelVersion, ...]:
    """Return all versions, the oldest first."""
    return tuple(each.typed() for each in await unit.all(Stored, ALL))


async def latest(unit: Unit) -> LevelVersion | None:
    """Return the levels that hold."""
    return await unit.once(_latest)


async def _latest(unit: Unit) -> LevelVersion | None:
    found = await unit.one(Stored, LATEST)
    return found and found.typed()


async def add(unit: Unit, version: LevelVersion) -> bool:
    """Write a version down, unless another took its number meanwhile."""
    unit.forget(_latest)
    new = upsert(level_versions).values(
        version=version.version,
        unit=version.unit,
        levels=msgspec.to_builtins(version.levels),
        valid_from=version.valid_from,
    )
    return await unit.run(new.on_conflict_do_nothing()) == 1


async def unapplied(unit: Unit) -> Stored | None:
    """Return a version that is to be applied to everybody, and hold it."""
    waiting = view(level_versions, Stored).where(VERSIONS.applied_at.is_(None))
    ordered = waiting.order_by(VERSIONS.version).limit(1)
    return await unit.one(Stored, ordered.with_for_update())


async def all_applied(unit: Unit) -> bool:
    """Tell whether every version was applied to everybody."""
    waiting = view(level_versions, Stored).where(VERSIONS.applied_at.is_(None))
    return not await unit.all(Stored, waiting.limit(1))


def pass_on(unit: Unit, version: int, after: CustomerId | None) -> None:
    """Write down who had their turn last; None, if that was everybody."""
    this = update(level_versions).where(VERSIONS.version == version)
    done = {"after_id": None, "applied_at": unit.now}
    unit.write(this.values(done if after is None else {"after_id": after}))


async def hold(unit: Unit, customer_ids: Iterable[CustomerId]) -> dict[CustomerId, int]:
    """Return on which levels customers were last, and keep others from that."""
    ordered = sorted(set(customer_ids))
    unit.write(OPEN, customer_id_of=ordered)
    rows = await unit.all(_On, HOLD, customer_id_of=ordered)
    return {each.customer_id: each.level for each in rows}


async def read(unit: Unit, customer_ids: Sequence[CustomerId]) -> dict[CustomerId, int]:
    """Return on which levels customers were last."""
    rows = await unit.all(_On, THEIRS, customer_id_of=list(customer_ids))
    return {each.customer_id: each.level for each in rows}


def save(unit: Unit, levels: Mapping[CustomerId, int]) -> None:
    """Write down on which levels customers are that this unit holds."""
    rows = ({"customer_id": bare(each), "level": n} for each, n in levels.items())
    unit.write(SAVE, records=encoded(rows))
