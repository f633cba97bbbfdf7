"""The SQL of attributes and preferences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from domain.customers.model import Value
from domain.customers.tables import attributes, preferences
from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.kernel.sets import given, lists, whole

ATTRIBUTE = whole(attributes)
ATTRIBUTES = given(*ATTRIBUTE)
PREFERENCE = whole(preferences)
PREFERENCES = given(*PREFERENCE)
OWNERS = given(attributes.c.customer_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidAttribute:
    """An attribute, and whose it is."""

    customer_id: CustomerId
    name: str
    value: Value
    source: str
    purpose: str
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidPreference:
    """A preference, and whose it is."""

    customer_id: CustomerId
    name: str
    value: Value
    recorded_at: datetime


def stored(value: Value) -> Any:
    """Return a value as JSON gives it back."""
    return list(value) if isinstance(value, tuple) else value


async def say(unit: Unit, said: Sequence[SaidAttribute]) -> int:
    """Write attributes down where none is later; return how many that were."""
    if not said:
        return 0
    rows = select(*ATTRIBUTES.c).order_by(ATTRIBUTES.c.customer_id, ATTRIBUTES.c.name)
    new = insert(attributes).from_select([each.name for each in ATTRIBUTE], rows)
    names = ("value", "source", "purpose", "occurred_at", "recorded_at")
    written = new.on_conflict_do_update(
        constraint=attributes.primary_key,
        set_={name: new.excluded[name] for name in names},
        where=attributes.c.occurred_at <= new.excluded.occurred_at,
    )
    return await unit.run(written, **lists(ATTRIBUTE, said))


async def unsay(
    unit: Unit, customer_id: CustomerId, names: Sequence[str], at: datetime
) -> int:
    """Take attributes back that are no later than this; return how many."""
    if not names:
        return 0
    these = (
        delete(attributes)
        .where(attributes.c.customer_id == customer_id)
        .where(attributes.c.name.in_(names))
        .where(attributes.c.occurred_at <= at)
    )
    return await unit.run(these)


async def said(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[SaidAttribute, ...]:
    """Return all that is said of customers."""
    theirs = attributes.c.customer_id.in_(select(OWNERS.c.customer_id))
    by_name = view(attributes, SaidAttribute).where(theirs).order_by(attributes.c.name)
    return await unit.all(SaidAttribute, by_name, customer_id_of=list(customer_ids))


async def prefer(unit: Unit, said: Sequence[SaidPreference]) -> int:
    """Write preferences down; return how many are new or other than before."""
    if not said:
        return 0
    whose = (PREFERENCES.c.customer_id, PREFERENCES.c.name)
    rows = select(*PREFERENCES.c).order_by(*whose)
    new = insert(preferences).from_select([each.name for each in PREFERENCE], rows)
    names = ("value", "recorded_at")
    written = new.on_conflict_do_update(
        constraint=preferences.primary_key,
        set_={name: new.excluded[name] for name in names},
        where=preferences.c.value != new.excluded.value,
    )
    return await unit.run(written, **lists(PREFERENCE, said))


async def unprefer(unit: Unit, customer_id: CustomerId, names: Sequence[str]) -> int:
    """Take preferences back; return how many."""
    if not names:
        return 0
    these = (
        delete(preferences)
        .where(preferences.c.customer_id == customer_id)
        .where(preferences.c.name.in_(names))
    )
    return await unit.run(these)


async def preferred(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[SaidPreference, ...]:
    """Return all that customers say."""
    theirs = preferences.c.customer_id.in_(select(OWNERS.c.customer_id))
    by_name = view(preferences, SaidPreference).where(theirs)
    ordered = by_name.order_by(preferences.c.name)
    return await unit.all(SaidPreference, ordered, customer_id_of=list(customer_ids))
