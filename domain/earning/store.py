"""The SQL of awards: one function, one statement, one type."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import true

from domain.earning.model import (
    AwardId,
    AwardLine,
    AwardRelease,
    CauseId,
    GivenAward,
)
from domain.earning.tables import awards
from domain.earning.trace import Trace
from domain.kernel import CustomerId, Unit, ids, sets
from domain.kernel.records import bare, encoded, insertion, records
from domain.kernel.rows import view

ROWS = insertion(*sets.whole(awards))
CHANGED = (
    *("customer_id", "basis", "worth", "earned", "taken_back"),
    *("available_at", "expires_at", "revision", "lot_revision", "spared"),
    *("releases", "trace"),
)
SAVE = ROWS.on_conflict_do_update(
    index_elements=["tenant_id", "cause_id", "rule"],
    set_={name: ROWS.excluded[name] for name in CHANGED},
)
# A rule gives once for a cause, and there are only so many rules.
RULES_MAX = 200
RELEASES = tuple[AwardRelease, ...]
PREFIX_LENGTH = 3


@dataclass(frozen=True, slots=True)
class _Award:
    """An award as it is stored."""

    id: str
    cause: str
    cause_id: UUID
    customer_id: str
    rule_id: str
    rule: str
    version: int
    unit: str
    basis: int
    worth: int
    earned: int
    taken_back: int
    occurred_at: datetime
    available_at: datetime
    expires_at: datetime | None
    revision: int
    lot_revision: int
    spared: int
    reward: str | None
    releases: list[Any] | None
    trace: list[Any]


CAUSES = records(awards.c.cause_id)
OF_CAUSE = awards.c.cause_id == CAUSES.c.cause_id
GIVEN = sets.all_found("given", view(awards, _Award), RULES_MAX, OF_CAUSE)
OF_CAUSES = (
    view(GIVEN, _Award)
    .select_from(CAUSES.join(GIVEN, true()))
    .order_by(GIVEN.c.cause_id, GIVEN.c.rule)
)
LOCKED = sets.all_found(
    "locked", view(awards, _Award).with_for_update(), RULES_MAX, OF_CAUSE
)
HOLD = view(LOCKED, _Award).select_from(CAUSES.join(LOCKED, true()))


async def hold(unit: Unit, cause_ids: Iterable[CauseId]) -> tuple[GivenAward, ...]:
    """Return what causes earned, and keep others from it until this unit ends."""
    named = _named(sorted(cause_ids))
    return tuple(map(_award, await unit.all(_Award, HOLD, records=named)))


async def of_causes(unit: Unit, cause_ids: Iterable[CauseId]) -> tuple[GivenAward, ...]:
    """Return what causes earned."""
    named = _named(cause_ids)
    return tuple(map(_award, await unit.all(_Award, OF_CAUSES, records=named)))


async def find(
    unit: Unit, customer_id: CustomerId, award_id: AwardId
) -> GivenAward | None:
    """Return an award of a customer."""
    theirs = view(awards, _Award).where(awards.c.customer_id == customer_id)
    found = await unit.one(_Award, theirs.where(awards.c.id == award_id))
    return None if found is None else _award(found)


def save(unit: Unit, changed: Sequence[GivenAward]) -> None:
    """Write awards down, or what they have become."""
    unit.write(SAVE, records=encoded(map(_row, changed)))


def _named(cause_ids: Iterable[CauseId]) -> str:
    return encoded({"cause_id": bare(each)} for each in cause_ids)


def _row(award: GivenAward) -> dict[str, Any]:
    return {
        "cause_id": bare(award.cause_id),
        "cause": award.cause_id[:PREFIX_LENGTH],
        "rule": award.rule,
        "id": bare(award.id),
        "customer_id": bare(award.customer_id),
        "rule_id": bare(award.rule_id),
        "version": award.version,
        "unit": award.unit,
        "basis": award.basis,
        "worth": award.worth,
        "earned": award.earned,
        "taken_back": award.taken_back,
        "occurred_at": award.occurred_at,
        "available_at": award.available_at,
        "expires_at": award.expires_at,
        "revision": award.revision,
        "lot_revision": award.lot_revision,
        "spared": award.spared,
        "reward": award.reward,
        "releases": award.releases or None,
        "trace": award.trace,
    }


def _award(stored: _Award) -> GivenAward:
    trace = msgspec.convert(stored.trace, Trace)
    return GivenAward(
        id=stored.id,
        cause_id=ids.encode(stored.cause, stored.cause_id),
        customer_id=stored.customer_id,
        rule_id=stored.rule_id,
        rule=stored.rule,
        version=stored.version,
        unit=stored.unit,
        basis=stored.basis,
        worth=stored.worth,
        earned=stored.earned,
        taken_back=stored.taken_back,
        occurred_at=stored.occurred_at,
        available_at=stored.available_at,
        expires_at=stored.expires_at,
        revision=stored.revision,
        lot_revision=stored.lot_revision,
        spared=stored.spared,
        reward=stored.reward,
        releases=msgspec.convert(stored.releases or (), RELEASES),
        trace=trace,
        lines=tuple(
            AwardLine(line=each.line, basis=each.basis, amount=each.amount)
            for each in trace.lines
        ),
    )
