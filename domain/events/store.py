"""The SQL of events: one function, one statement, one type."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import (
    Column,
    Text,
    cast,
    column,
    literal,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.events import rules
from domain.events.model import Behaviour, Content, EventId, EventType
from domain.events.tables import event_moves, event_types, events
from domain.kernel import CustomerId, Unit, sets
from domain.kernel.moves import Moves
from domain.kernel.rows import view
from domain.kernel.tables import Id

Key: TypeAlias = tuple[str, str]  # source and external id


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Behaviour):
    """An event, at rest."""

    fingerprint: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An event that is there already, and what tells it from another."""

    id: EventId
    source: str
    external_id: str
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class _Moved:
    id: EventId


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    schema: Content


GIVEN = sets.given(events.c.source, events.c.external_id)
FOUND = sets.found(
    "found",
    view(events, Known),
    events.c.source == GIVEN.c.source,
    events.c.external_id == GIVEN.c.external_id,
)
KNOWN = view(FOUND, Known).select_from(GIVEN.join(FOUND, true()))

# JSON comes as text: PostgreSQL makes no array of JSON from a list of Python's.
ROW: list[Column[Any]] = sets.whole(events)
ROWS = sets.given(
    *(column("data", Text()) if each.name == "data" else each for each in ROW)
)
ADD = (
    upsert(events)
    .from_select(
        [each.name for each in ROW],
        select(*(cast(ROWS.c[each.name], each.type) for each in ROW)).order_by(
            ROWS.c.source, ROWS.c.external_id
        ),
    )
    .on_conflict_do_nothing()
)
NAMED = sets.given(events.c.id)
ONE = sets.found("one", view(events, Behaviour), events.c.id == NAMED.c.id)
FIND_MANY = view(ONE, Behaviour).select_from(NAMED.join(ONE, true())).order_by(ONE.c.id)
MOVES = Moves(events, event_moves)


async def known(unit: Unit, keys: Sequence[Key]) -> dict[Key, Known]:
    """Return the events that are there already, by source and external id."""
    found = await unit.all(
        Known,
        KNOWN,
        source_of=[source for source, _ in keys],
        external_id_of=[external_id for _, external_id in keys],
    )
    return {(each.source, each.external_id): each for each in found}


async def add(unit: Unit, rows: Sequence[Row]) -> int:
    """Write down events, but none that is there; return how many were not."""
    if not rows:
        return 0
    given = sets.lists(ROW, rows)
    texts = [rules.encode(row.data).decode() for row in rows]
    return await unit.run(ADD, **{**given, "data_of": texts})


async def find(unit: Unit, event_id: EventId) -> Behaviour | None:
    """Return an event."""
    this = view(events, Behaviour).where(events.c.id == event_id)
    return await unit.one(Behaviour, this)


async def find_many(unit: Unit, event_ids: Iterable[EventId]) -> tuple[Behaviour, ...]:
    """Return those of these events that there are, in the order of their ids."""
    return await unit.all(Behaviour, FIND_MANY, id_of=sorted(set(event_ids)))


def remove(unit: Unit, event_id: EventId) -> None:
    """Take an event back; the caller holds it."""
    unit.write(
        update(events).where(events.c.id == event_id).values(removed_at=unit.now)
    )


async def hold(unit: Unit, event_id: EventId) -> Behaviour | None:
    """Return an event, and keep others from changing it until this unit ends."""
    this = view(events, Behaviour).where(events.c.id == event_id)
    return await unit.one(Behaviour, this.with_for_update(key_share=True))


async def page(
    unit: Unit,
    customer_id: CustomerId,
    type_: str | None,
    before: tuple[datetime, EventId] | None,
    limit: int,
) -> tuple[Behaviour, ...]:
    """Return what a customer did, newest first, and one more."""
    theirs = view(events, Behaviour).where(events.c.customer_id == customer_id)
    newest = theirs.order_by(events.c.occurred_at.desc(), events.c.id.desc())
    if type_ is not None:
        newest = newest.where(events.c.type == type_)
    if before is not None:
        at, event_id = before
        last = tuple_(literal(at), literal(event_id, Id("evt")))
        newest = newest.where(tuple_(events.c.occurred_at, events.c.id) < last)
    return await unit.all(Behaviour, newest.limit(limit + 1))


async def put_type(unit: Unit, given: EventType) -> None:
    """Write down what events of a type tell."""
    row = upsert(event_types).values(
        name=given.name, schema=given.schema, recorded_at=given.recorded_at
    )
    new = {"schema": given.schema, "recorded_at": given.recorded_at}
    await unit.run(
        row.on_conflict_do_update(constraint=event_types.primary_key, set_=new)
    )


async def types(unit: Unit) -> tuple[EventType, ...]:
    """Return the types that a tenant has named."""
    every = view(event_types, EventType).order_by(event_types.c.name)
    return await unit.all(EventType, every.limit(rules.TYPES_MAX + 1))


async def schemas(unit: Unit, names: Iterable[str]) -> dict[str, Content]:
    """Return the schemas of those of these types that a tenant has named."""
    these = view(event_types, _Named).where(event_types.c.name.in_(sorted(names)))
    return {each.name: each.schema for each in await unit.all(_Named, these)}


async def link_visitor(
    unit: Unit, visitor_id: str, customer_id: CustomerId, since: datetime
) -> tuple[EventId, ...]:
    """Give a customer what a visitor did that is nobody's; return what."""
    linked = (
        update(events)
        .where(events.c.customer_id.is_(None))
        .where(events.c.visitor_id == visitor_id)
        .where(events.c.occurred_at >= since)
        .values(customer_id=customer_id, visitor_id=None)
        .returning(events.c.id)
    )
    return tuple(each.id for each in await unit.all(_Moved, linked))
