"""The roll: all customers there are, and who turned out to be whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, select, true

from domain.customers.store import THERE
from domain.customers.tables import customers
from domain.kernel import CustomerId, Unit, sets
from domain.kernel.rows import view

ALIASES_MAX = 1_000


@dataclass(frozen=True, slots=True)
class _Alias:
    id: CustomerId
    merged_into: CustomerId


@dataclass(frozen=True, slots=True)
class _Named:
    id: CustomerId


@dataclass(frozen=True, slots=True)
class _Standing:
    id: CustomerId
    merged_into: CustomerId | None


THESE = sets.given(customers.c.id, name="these")
STANDINGS = view(customers, _Standing).where(customers.c.id.in_(select(THESE.c.id)))
KEPT = sets.given(customers.c.id, name="kept")
ALIAS = sets.all_found(
    "alias",
    view(customers, _Alias),
    ALIASES_MAX,
    customers.c.merged_into == KEPT.c.id,
)
ALIASES = view(ALIAS, _Alias).select_from(KEPT.join(ALIAS, true()))


async def aliases_of(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> dict[CustomerId, CustomerId]:
    """Return whoever turned out to be one of these customers, and which of them."""
    found = await unit.all(_Alias, ALIASES, id_of=list(customer_ids))
    return {each.id: each.merged_into for each in found}


async def people(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> dict[CustomerId, CustomerId]:
    """Return all ids of the people whom these customers are, and whose each is.

    Who was merged is known by several; whether they were erased does not matter.
    """
    found = await unit.all(_Standing, STANDINGS, id_of=sorted(set(customer_ids)))
    kept = {each.merged_into or each.id for each in found}
    return {each: each for each in kept} | await aliases_of(unit, sorted(kept))


def stands(customer_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that somebody is there and is who they are."""
    these = select(customers.c.id).where(customers.c.id == customer_id)
    return exists(these.where(customers.c.merged_into.is_(None), THERE))


async def roll(
    unit: Unit, after: CustomerId | None, limit: int
) -> tuple[CustomerId, ...]:
    """Return who takes part, after somebody, in the order of ids."""
    standing = select(customers.c.id).where(customers.c.merged_into.is_(None), THERE)
    if after is not None:
        standing = standing.where(customers.c.id > after)
    rows = await unit.all(_Named, standing.order_by(customers.c.id).limit(limit))
    return tuple(each.id for each in rows)
