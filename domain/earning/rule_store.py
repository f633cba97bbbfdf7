"""The SQL of rules, their versions and drafts: one function, one statement."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.earning.model import EarningSettings, RuleDraft, RuleVersion
from domain.earning.tables import earning_drafts, earning_rules, earning_settings
from domain.earning.terms import Terms
from domain.kernel import Unit
from domain.kernel.rows import view

VERSIONS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class _Version:
    """A version as it is stored: its terms are JSON."""

    id: str
    rule: str
    version: int
    name: str
    valid_from: datetime
    terms: dict[str, Any]
    recorded_at: datetime
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Draft:
    rule: str
    name: str
    terms: dict[str, Any]
    valid_from: datetime | None
    updated_at: datetime


async def add(unit: Unit, version: RuleVersion) -> bool:
    """Write a version down, unless another took its number meanwhile."""
    row = {
        **{field.name: getattr(version, field.name) for field in fields(version)},
        "terms": msgspec.to_builtins(version.terms),
    }
    new = upsert(earning_rules).values(row).on_conflict_do_nothing()
    unit.forget(_versions)
    return await unit.run(new) == 1


async def versions(unit: Unit) -> tuple[RuleVersion, ...]:
    """Return the versions of all rules, the oldest of each rule first."""
    return await unit.once(_versions)


async def _versions(unit: Unit) -> tuple[RuleVersion, ...]:
    ordered = view(earning_rules, _Version).order_by(
        earning_rules.c.rule, earning_rules.c.version
    )
    found = await unit.all(_Version, ordered.limit(VERSIONS_MAX))
    return tuple(_typed(each) for each in found)


async def retire(unit: Unit, version: RuleVersion, at: datetime) -> bool:
    """Let a version hold no longer, unless it is retired already."""
    unit.forget(_versions)
    this = update(earning_rules).where(earning_rules.c.id == version.id)
    standing = this.where(earning_rules.c.retired_at.is_(None))
    return await unit.run(standing.values(retired_at=at)) == 1


async def put_draft(unit: Unit, draft: RuleDraft) -> None:
    """Write a draft down, in the place of the one before."""
    row = {
        **{field.name: getattr(draft, field.name) for field in fields(draft)},
        "terms": msgspec.to_builtins(draft.terms),
    }
    new = upsert(earning_drafts).values(row)
    changed = {name: row[name] for name in row if name != "rule"}
    await unit.run(
        new.on_conflict_do_update(constraint=earning_drafts.primary_key, set_=changed)
    )


async def drafts(unit: Unit, limit: int) -> tuple[RuleDraft, ...]:
    """Return the drafts of all rules."""
    ordered = view(earning_drafts, _Draft).order_by(earning_drafts.c.rule)
    found = await unit.all(_Draft, ordered.limit(limit))
    return tuple(map(_drafted, found))


async def draft(unit: Unit, rule: str) -> RuleDraft | None:
    """Return the draft of a rule, and keep others from it until this unit ends."""
    this = view(earning_drafts, _Draft).where(earning_drafts.c.rule == rule)
    held = this if unit.read_only else this.with_for_update()
    found = await unit.one(_Draft, held)
    return None if found is None else _drafted(found)


async def forget_draft(unit: Unit, rule: str) -> bool:
    """Forget the draft of a rule, if there is one."""
    this = delete(earning_drafts).where(earning_drafts.c.rule == rule)
    return await unit.run(this) == 1


async def settings(unit: Unit) -> EarningSettings | None:
    """Return what holds of earning as a whole, if that was said."""
    return await unit.one(EarningSettings, view(earning_settings, EarningSettings))


async def set_settings(unit: Unit, given: EarningSettings) -> None:
    """Write down what holds of earning as a whole."""
    new = upsert(earning_settings).values(guest_days=given.guest_days)
    changed = {"guest_days": given.guest_days}
    await unit.run(
        new.on_conflict_do_update(constraint=earning_settings.primary_key, set_=changed)
    )


def _drafted(stored: _Draft) -> RuleDraft:
    return RuleDraft(
        rule=stored.rule,
        name=stored.name,
        terms=msgspec.convert(stored.terms, Terms),
        valid_from=stored.valid_from,
        updated_at=stored.updated_at,
    )


def _typed(stored: _Version) -> RuleVersion:
    return RuleVersion(
        id=stored.id,
        rule=stored.rule,
        version=stored.version,
        name=stored.name,
        valid_from=stored.valid_from,
        terms=msgspec.convert(stored.terms, Terms),
        recorded_at=stored.recorded_at,
        retired_at=stored.retired_at,
    )
