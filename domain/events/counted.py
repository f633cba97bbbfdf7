"""How often customers did something, and when: for features above that count it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Select,
    Text,
    bindparam,
    func,
    literal,
    true,
)

from domain.events.model import Behaviour, EventId
from domain.events.tables import events
from domain.kernel import CustomerId, Unit, sets, timelines
from domain.kernel.rows import view
from domain.kernel.timelines import Timeline


@dataclass(frozen=True, slots=True)
class _Doer:
    customer_id: CustomerId | None


DONE = timelines.timelines(
    events.c.customer_id,
    events.c.occurred_at,
    literal(1),
    events.c.type == bindparam("type", type_=Text()),
    events.c.removed_at.is_(None),
)


NAMED = sets.given(events.c.id)
DOER = sets.found("doer", view(events, _Doer), events.c.id == NAMED.c.id)
DOERS = view(DOER, _Doer).select_from(NAMED.join(DOER, true()))


# Of each customer, the latest.
DOINGS_MAX = 2_000
WHO = sets.given(events.c.customer_id, name="who")


def _doings(of_type: ColumnElement[bool], most: int) -> Select[Any]:
    """Find what each customer did last of some types, since an instant."""
    since = bindparam("since", type_=DateTime(timezone=True))
    theirs = (
        view(events, Behaviour)
        .where(events.c.customer_id == WHO.c.customer_id)
        .where(of_type)
        .where(events.c.occurred_at >= since)
        .where(events.c.removed_at.is_(None))
        .order_by(events.c.occurred_at.desc(), events.c.id.desc())
        .limit(most)
        .lateral("doings")
    )
    return view(theirs, Behaviour).select_from(WHO.join(theirs, true()))


TYPES = bindparam("types", type_=ARRAY(Text))
DOINGS = _doings(events.c.type == func.any(TYPES), DOINGS_MAX)
LATEST = _doings(events.c.type == bindparam("type", type_=Text()), 1)


async def latest_of(
    unit: Unit, customer_ids: Sequence[CustomerId], type_: str, since: datetime
) -> dict[CustomerId, Behaviour]:
    """Return what customers did last of a type, since an instant, if it stands."""
    asked = {"customer_id_of": list(customer_ids), "type": type_, "since": since}
    found = await unit.all(Behaviour, LATEST, **asked)
    return {each.customer_id: each for each in found if each.customer_id is not None}


async def done_since(
    unit: Unit, customer_ids: Sequence[CustomerId], types: Sequence[str], at: datetime
) -> tuple[Behaviour, ...]:
    """Return what of some types customers did since an instant, and stands."""
    given = {"customer_id_of": list(customer_ids), "types": list(types), "since": at}
    return await unit.all(Behaviour, DOINGS, **given)


async def doers_of(unit: Unit, event_ids: Sequence[EventId]) -> set[CustomerId]:
    """Return who did something, of what is known to be somebody's."""
    found = await unit.all(_Doer, DOERS, id_of=list(event_ids))
    return {each.customer_id for each in found if each.customer_id is not None}


async def done_by(
    unit: Unit, customer_ids: Sequence[CustomerId], type_: str
) -> dict[CustomerId, Timeline]:
    """Return when customers did what an event of a type tells."""
    return await timelines.read(unit, DONE, customer_ids, type=type_)
