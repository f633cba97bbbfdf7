"""The SQL of what was tried: evaluations, and how much of caps is used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import true

from domain.earning.facts import CapKey, Facts
from domain.earning.model import CauseId
from domain.earning.tables import cap_uses, evaluations
from domain.earning.trace import Trace
from domain.kernel import CustomerId, Unit, ids, sets
from domain.kernel.records import bare, encoded, insertion, records
from domain.kernel.rows import view

PREFIX_LENGTH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What is remembered of a case that was judged.

    `facts` are what held of the customer then, if a rule asked; `refused` is how the
    rules were tried that gave nothing; what is barred earns nothing under any rule.
    """

    cause_id: CauseId
    customer_id: CustomerId
    facts: Facts | None
    refused: tuple[Trace, ...]
    barred: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    cause: str
    cause_id: UUID
    customer_id: str
    facts: Any
    refused: Any
    barred: bool


@dataclass(frozen=True, slots=True)
class _Use:
    cap: str
    customer_id: str
    period: str
    used: int


CAUSES = records(evaluations.c.cause_id)
FOUND = sets.found(
    "found", view(evaluations, _Row), evaluations.c.cause_id == CAUSES.c.cause_id
)
OF_CAUSES = view(FOUND, _Row).select_from(CAUSES.join(FOUND, true()))
ROWS = insertion(*sets.whole(evaluations))
REMEMBER = ROWS.on_conflict_do_update(
    index_elements=["tenant_id", "cause_id"],
    set_={
        name: ROWS.excluded[name]
        for name in ("customer_id", "facts", "refused", "barred")
    },
)

KEYS = records(cap_uses.c.cap, cap_uses.c.customer_id, cap_uses.c.period)
USES = insertion(*sets.whole(cap_uses))
OPEN = USES.on_conflict_do_nothing()
SAVE = USES.on_conflict_do_update(
    index_elements=["tenant_id", "cap", "customer_id", "period"],
    set_={"used": USES.excluded["used"]},
)
LOCKED = sets.found(
    "locked",
    view(cap_uses, _Use).with_for_update(),
    cap_uses.c.cap == KEYS.c.cap,
    cap_uses.c.customer_id == KEYS.c.customer_id,
    cap_uses.c.period == KEYS.c.period,
)
USED = sets.found(
    "found",
    view(cap_uses, _Use),
    cap_uses.c.cap == KEYS.c.cap,
    cap_uses.c.customer_id == KEYS.c.customer_id,
    cap_uses.c.period == KEYS.c.period,
)
READ = view(USED, _Use).select_from(KEYS.join(USED, true()))
HOLD = view(LOCKED, _Use).select_from(KEYS.join(LOCKED, true()))

REFUSED = tuple[Trace, ...]


async def remembered(
    unit: Unit, cause_ids: Iterable[CauseId]
) -> dict[CauseId, Remembered]:
    """Return what is remembered of causes, of which there is anything."""
    named = encoded({"cause_id": bare(each)} for each in cause_ids)
    found = [_typed(each) for each in await unit.all(_Row, OF_CAUSES, records=named)]
    return {each.cause_id: each for each in found}


def remember(unit: Unit, given: Sequence[Remembered]) -> None:
    """Write down what was tried, or what was tried last."""
    rows = (
        {
            "cause_id": bare(each.cause_id),
            "cause": each.cause_id[:PREFIX_LENGTH],
            "customer_id": bare(each.customer_id),
            "facts": each.facts,
            "refused": each.refused,
            "barred": each.barred,
            "recorded_at": unit.now,
        }
        for each in given
    )
    unit.write(REMEMBER, records=encoded(rows))


async def uses(unit: Unit, keys: Iterable[CapKey]) -> dict[CapKey, int]:
    """Return how much of caps is used, of those of which any is."""
    found = await unit.all(_Use, READ, records=_named(keys))
    return {CapKey(e.cap, e.customer_id, e.period): e.used for e in found}


async def hold_uses(unit: Unit, keys: Iterable[CapKey]) -> dict[CapKey, int]:
    """Return how much of caps is used, and keep others from it until this unit ends.

    In the order of their keys, so that no two units wait for each other.
    """
    ordered = sorted(set(keys))
    unit.write(OPEN, records=_uses((key, 0) for key in ordered))
    found = await unit.all(_Use, HOLD, records=_named(ordered))
    return {CapKey(e.cap, e.customer_id, e.period): e.used for e in found}


def save_uses(unit: Unit, used: Iterable[tuple[CapKey, int]]) -> None:
    """Write down how much of caps is used; the caller holds them."""
    unit.write(SAVE, records=_uses(used))


def _named(keys: Iterable[CapKey]) -> str:
    return encoded(
        {"cap": cap, "customer_id": bare(customer_id), "period": period}
        for cap, customer_id, period in keys
    )


def _uses(used: Iterable[tuple[CapKey, int]]) -> str:
    return encoded(
        {
            "cap": key.cap,
            "customer_id": bare(key.customer_id),
            "period": key.period,
            "used": amount,
        }
        for key, amount in used
    )


def _typed(row: _Row) -> Remembered:
    return Remembered(
        cause_id=ids.encode(row.cause, row.cause_id),
        customer_id=row.customer_id,
        facts=None if row.facts is None else msgspec.convert(row.facts, Facts),
        refused=msgspec.convert(row.refused, REFUSED),
        barred=row.barred,
    )
