"""The SQL of earning: one function, one statement, one type."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.earning.model import Award, RuleVersion, Terms
from domain.earning.tables import awards, earning_rules
from domain.kernel import Unit, sets
from domain.kernel.records import bare, encoded, insertion
from domain.kernel.rows import view
from domain.orders import OrderId

VERSIONS_MAX = 1_000

ROWS = insertion(*sets.whole(awards))
CHANGED = (
    *("customer_id", "basis", "steps", "earned", "taken_back"),
    *("revision", "lot_revision"),
)
SAVE = ROWS.on_conflict_do_update(
    index_elements=["tenant_id", "order_id", "rule"],
    set_={name: ROWS.excluded[name] for name in CHANGED},
)
ORDERS = sets.given(awards.c.order_id)


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


async def add(unit: Unit, version: RuleVersion) -> bool:
    """Write a version down, unless another took its number meanwhile."""
    row = {**asdict(version), "terms": msgspec.to_builtins(version.terms)}
    new = upsert(earning_rules).values(row).on_conflict_do_nothing()
    return await unit.run(new) == 1


async def versions(unit: Unit) -> tuple[RuleVersion, ...]:
    """Return the versions of all rules, the oldest of each rule first."""
    ordered = view(earning_rules, _Version).order_by(
        earning_rules.c.rule, earning_rules.c.version
    )
    found = await unit.all(_Version, ordered.limit(VERSIONS_MAX))
    return tuple(_typed(each) for each in found)


async def hold(unit: Unit, order_ids: Sequence[OrderId]) -> tuple[Award, ...]:
    """Return what orders earned, and keep others from it until this unit ends."""
    these = view(awards, Award).where(awards.c.order_id == ORDERS.c.order_id)
    locked = these.order_by(awards.c.order_id).with_for_update(of=awards)
    return await unit.all(Award, locked, order_id_of=list(order_ids))


async def of_orders(unit: Unit, order_ids: Sequence[OrderId]) -> tuple[Award, ...]:
    """Return what orders earned."""
    these = view(awards, Award).where(awards.c.order_id == ORDERS.c.order_id)
    ordered = these.order_by(awards.c.order_id, awards.c.rule)
    return await unit.all(Award, ordered, order_id_of=list(order_ids))


def save(unit: Unit, changed: Sequence[Award]) -> None:
    """Write awards down, or what they have become."""
    unit.write(SAVE, records=encoded(map(_row, changed)))


def _row(award: Award) -> dict[str, Any]:
    return {
        "order_id": bare(award.order_id),
        "rule": award.rule,
        "id": bare(award.id),
        "customer_id": bare(award.customer_id),
        "rule_id": bare(award.rule_id),
        "version": award.version,
        "unit": award.unit,
        "basis": award.basis,
        "steps": award.steps,
        "earned": award.earned,
        "taken_back": award.taken_back,
        "occurred_at": award.occurred_at,
        "available_at": award.available_at,
        "expires_at": award.expires_at,
        "revision": award.revision,
        "lot_revision": award.lot_revision,
    }


def _typed(stored: _Version) -> RuleVersion:
    return RuleVersion(
        id=stored.id,
        rule=stored.rule,
        version=stored.version,
        name=stored.name,
        valid_from=stored.valid_from,
        terms=msgspec.convert(stored.terms, Terms),
        recorded_at=stored.recorded_at,
    )
