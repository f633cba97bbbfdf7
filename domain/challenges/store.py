"""The SQL of members: one function, one statement, for one row or a thousand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.challenges.standing import Joined, Member, Standing
from domain.challenges.tables import challenge_members
from domain.kernel import CustomerId, Unit, sets
from domain.kernel.records import bare, encoded, insertion
from domain.kernel.rows import view

MEMBERS = challenge_members.c
GIVEN = sets.given(MEMBERS.customer_id)
_EMPTY: ColumnElement[Any] = literal_column("'{}'")


@dataclass(frozen=True, slots=True)
class _Row:
    customer_id: CustomerId
    joined: dict[str, Any]
    standings: dict[str, Any]
    evaluated_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Named:
    customer_id: CustomerId


_OPENED = upsert(challenge_members).from_select(
    ["customer_id", "joined", "standings"],
    select(GIVEN.c.customer_id, _EMPTY.label("joined"), _EMPTY.label("standings")),
)
OPEN = _OPENED.on_conflict_do_nothing()
_THIS = MEMBERS.customer_id == GIVEN.c.customer_id
LOCKED = sets.found("held", view(challenge_members, _Row).with_for_update(), _THIS)
LOCK = view(LOCKED, _Row).select_from(GIVEN.join(LOCKED, true()))
FOUND = sets.found("found", view(challenge_members, _Row), _THIS)
READ = view(FOUND, _Row).select_from(GIVEN.join(FOUND, true()))
ROWS = insertion(*sets.whole(challenge_members))
CHANGING = ("joined", "standings", "evaluated_at", "due_at")
SAVE = ROWS.on_conflict_do_update(
    constraint=challenge_members.primary_key,
    set_={name: ROWS.excluded[name] for name in CHANGING},
)


async def hold(
    unit: Unit, customer_ids: Iterable[CustomerId]
) -> dict[CustomerId, Member]:
    """Hold members until the unit ends, in the order of their keys."""
    ordered = sorted(set(customer_ids))
    unit.write(OPEN, customer_id_of=ordered)
    rows = await unit.all(_Row, LOCK, customer_id_of=ordered)
    return {each.customer_id: _member(each) for each in rows}


async def read(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> dict[CustomerId, Member]:
    """Return those members that there are, as they were looked at last."""
    rows = await unit.all(_Row, READ, customer_id_of=list(customer_ids))
    return {each.customer_id: _member(each) for each in rows}


def save(unit: Unit, changed: Iterable[Member]) -> None:
    """Change members that this unit holds."""
    unit.write(SAVE, records=encoded(map(_values, changed)))


async def due(unit: Unit, limit: int) -> tuple[CustomerId, ...]:
    """Return who did something ahead of its time that counts by now."""
    passed = view(challenge_members, _Named).where(MEMBERS.due_at <= unit.now)
    rows = await unit.all(_Named, passed.order_by(MEMBERS.due_at).limit(limit))
    return tuple(each.customer_id for each in rows)


async def page(
    unit: Unit, after: CustomerId | None, limit: int
) -> tuple[CustomerId, ...]:
    """Return who there is, in the order of ids."""
    every = view(challenge_members, _Named)
    if after is not None:
        every = every.where(MEMBERS.customer_id > after)
    rows = await unit.all(_Named, every.order_by(MEMBERS.customer_id).limit(limit))
    return tuple(each.customer_id for each in rows)


def _member(row: _Row) -> Member:
    return Member(
        customer_id=row.customer_id,
        joined=msgspec.convert(row.joined, dict[str, Joined]),
        standings=msgspec.convert(row.standings, dict[str, Standing]),
        evaluated_at=row.evaluated_at,
        due_at=row.due_at,
    )


def _values(member: Member) -> dict[str, Any]:
    return {
        "customer_id": bare(member.customer_id),
        "joined": member.joined,
        "standings": member.standings,
        "evaluated_at": member.evaluated_at,
        "due_at": member.due_at,
    }
