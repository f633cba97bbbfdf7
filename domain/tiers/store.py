"""The SQL of memberships: one function, one statement, for one row or a thousand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.kernel import CustomerId, Unit, sets
from domain.kernel.records import encoded, insertion
from domain.kernel.rows import view
from domain.tiers.rows import Held, Stored, held, member_row
from domain.tiers.tables import tier_memberships

EMPTY = {"counted": "0", "life": "'{}'"}

GIVEN = sets.given(tier_memberships.c.customer_id)
_NOTHING: list[ColumnElement[Any]] = [literal_column(each) for each in EMPTY.values()]
OPEN = (
    upsert(tier_memberships)
    .from_select(["customer_id", *EMPTY], select(GIVEN.c.customer_id, *_NOTHING))
    .on_conflict_do_nothing()
)
_THIS = tier_memberships.c.customer_id == GIVEN.c.customer_id
LOCKED = sets.found("held", view(tier_memberships, Stored).with_for_update(), _THIS)
LOCK = view(LOCKED, Stored).select_from(GIVEN.join(LOCKED, true()))
FOUND = sets.found("found", view(tier_memberships, Stored), _THIS)
READ = view(FOUND, Stored).select_from(GIVEN.join(FOUND, true()))

ROWS = insertion(*sets.whole(tier_memberships))
CHANGING = [
    each.name for each in sets.whole(tier_memberships) if each.name != "customer_id"
]
SAVE = ROWS.on_conflict_do_update(
    constraint=tier_memberships.primary_key,
    set_={name: ROWS.excluded[name] for name in CHANGING},
)


@dataclass(frozen=True, slots=True)
class _Due:
    customer_id: CustomerId


@dataclass(frozen=True, slots=True)
class _Counted:
    tier: str
    members: int


async def hold(
    unit: Unit, customer_ids: Iterable[CustomerId]
) -> dict[CustomerId, Held]:
    """Hold memberships until the unit ends, and return them; who has none gets one.

    They are locked in the order of their keys, so that no two units wait for each
    other.
    """
    ordered = sorted(set(customer_ids))
    unit.write(OPEN, customer_id_of=ordered)
    rows = await unit.all(Stored, LOCK, customer_id_of=ordered)
    return {each.customer_id: held(each) for each in rows}


async def read(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> dict[CustomerId, Held]:
    """Return those memberships that there are, as they were last evaluated."""
    rows = await unit.all(Stored, READ, customer_id_of=list(customer_ids))
    return {each.customer_id: held(each) for each in rows}


def save(unit: Unit, changed: Iterable[Held]) -> None:
    """Change memberships that this unit holds."""
    unit.write(SAVE, records=encoded(map(member_row, changed)))


async def due(unit: Unit, limit: int) -> tuple[CustomerId, ...]:
    """Return whose membership was to be looked at again first."""
    passed = view(tier_memberships, _Due).where(tier_memberships.c.due_at <= unit.now)
    rows = await unit.all(_Due, passed.order_by(tier_memberships.c.due_at).limit(limit))
    return tuple(each.customer_id for each in rows)


async def page(
    unit: Unit, after: CustomerId | None, limit: int
) -> tuple[CustomerId, ...]:
    """Return whose memberships there are, in the order of ids."""
    every = view(tier_memberships, _Due)
    if after is not None:
        every = every.where(tier_memberships.c.customer_id > after)
    ordered = every.order_by(tier_memberships.c.customer_id).limit(limit)
    return tuple(each.customer_id for each in await unit.all(_Due, ordered))


async def counts(unit: Unit) -> dict[str, int]:
    """Return how many customers are in each tier.

    Who turned out to be somebody else is counted as them, and not a second time.
    """
    tier = tier_memberships.c.tier
    counted = (
        select(tier, func.count().label("members"))
        .where(tier.is_not(None), tier_memberships.c.evaluated_at.is_not(None))
        .group_by(tier)
    )
    return {each.tier: each.members for each in await unit.all(_Counted, counted)}
