"""The SQL of merging: what moves from one customer to another, and back.

Whoever calls holds both customers against everybody, so what is to move stands still.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    bindparam,
    insert,
    or_,
    select,
    true,
    update,
)

from domain.customers.merger import Merger, MergerId, Moved
from domain.customers.store import THERE, Row
from domain.customers.tables import (
    attributes,
    customers,
    email_addresses,
    external_ids,
    merges,
    preferences,
    visitors,
)
from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.kernel.tables import Id

MERGERS_MAX = 100

GIVER = bindparam("giver", type_=Id("cus"))
TAKER = bindparam("taker", type_=Id("cus"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Something that customers have: its name, whose it is, and what of it moves."""

    table: Table
    name: ColumnElement[Any]
    owner: Column[Any]
    movable: ColumnElement[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    name: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moved:
    moved: dict[str, Any]


def _kind(name: Column[Any]) -> Kind:
    """Return what belongs to one customer at most, and so moves whole."""
    owner = name.table.c.customer_id
    return Kind(table=_table(name), name=name, owner=owner, movable=true())


def _by_name(table: Table) -> Kind:
    """Return what each customer has by name; what the taker has stays theirs."""
    theirs = table.alias("theirs")
    taken = select(theirs.c.name).where(theirs.c.customer_id == TAKER)
    lacking = table.c.name.not_in(taken)
    owner = table.c.customer_id
    return Kind(table=table, name=table.c.name, owner=owner, movable=lacking)


def _table(column: Column[Any]) -> Table:
    assert isinstance(column.table, Table)
    return column.table


KINDS = {
    # Who was merged into the giver turns out to be the taker.
    "aliases": Kind(
        table=customers,
        name=customers.c.id,
        owner=customers.c.merged_into,
        movable=true(),
    ),
    "external_ids": Kind(
        table=external_ids,
        name=external_ids.c.source + ":" + external_ids.c.external_id,
        owner=external_ids.c.customer_id,
        movable=true(),
    ),
    "email_indexes": _kind(email_addresses.c.email_index),
    "visitors": _kind(visitors.c.visitor_id),
    "attributes": _by_name(attributes),
    "preferences": _by_name(preferences),
}


async def hold(unit: Unit, customer_ids: Sequence[CustomerId]) -> tuple[Row, ...]:
    """Keep everybody from these customers, and from referring to them."""
    these = view(customers, Row).where(customers.c.id.in_(customer_ids), THERE)
    return await unit.all(Row, these.order_by(customers.c.id).with_for_update())


async def move(unit: Unit, kind: Kind, giver: CustomerId, taker: CustomerId) -> Any:
    """Move what there is of a kind to the taker; return its names."""
    moved = (
        update(kind.table)
        .where(kind.owner == GIVER)
        .where(kind.movable)
        .values({kind.owner.name: TAKER})
        .returning(kind.name.label("name"))
    )
    names = await unit.all(_Name, moved, giver=giver, taker=taker)
    return tuple(sorted(each.name for each in names))


def give_back(
    unit: Unit, kind: Kind, names: Sequence[Any], giver: CustomerId, taker: CustomerId
) -> None:
    """Move what has these names and is still the giver's."""
    if names:
        these = (
            update(kind.table).where(kind.owner == GIVER).where(kind.name.in_(names))
        )
        unit.write(these.values({kind.owner.name: TAKER}), giver=giver, taker=taker)


def mark(unit: Unit, customer_id: CustomerId, kept_id: CustomerId | None) -> None:
    """Write down whom a customer turned out to be, or that they are themselves."""
    unit.write(
        update(customers)
        .where(customers.c.id == customer_id)
        .values(
            merged_into=kept_id,
            updated_at=unit.now,
            version=customers.c.version + 1,
        )
    )


def add(unit: Unit, merger: Merger, moved: Moved) -> None:
    """Write a merger down."""
    unit.write(
        insert(merges).values(
            id=merger.id,
            kept_id=merger.kept_id,
            merged_id=merger.merged_id,
            moved=msgspec.to_builtins(moved),
            merged_at=merger.merged_at,
            undone_at=None,
        )
    )


def undo(unit: Unit, merger_id: MergerId) -> None:
    """Write down that a merger was undone."""
    this = update(merges).where(merges.c.id == merger_id)
    unit.write(this.values(undone_at=unit.now))


async def find(unit: Unit, merger_id: MergerId) -> Merger | None:
    """Return a merger."""
    return await unit.one(Merger, view(merges, Merger).where(merges.c.id == merger_id))


async def moved(unit: Unit, merger_id: MergerId) -> Moved:
    """Return what a merger moved."""
    kept = await unit.one(_Moved, view(merges, _Moved).where(merges.c.id == merger_id))
    assert kept is not None, merger_id
    return msgspec.convert(kept.moved, Moved)


async def merger_of(unit: Unit, merged_id: CustomerId) -> Merger | None:
    """Return the merger by which a customer became another, if none undid it."""
    this = view(merges, Merger).where(merges.c.merged_id == merged_id)
    return await unit.one(Merger, this.where(merges.c.undone_at.is_(None)))


async def mergers_of(unit: Unit, customer_id: CustomerId) -> tuple[Merger, ...]:
    """Return the mergers in which a customer was one of the two, newest first."""
    either = or_(merges.c.kept_id == customer_id, merges.c.merged_id == customer_id)
    newest = view(merges, Merger).where(either).order_by(merges.c.id.desc())
    return await unit.all(Merger, newest.limit(MERGERS_MAX))
