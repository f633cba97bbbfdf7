"""How often customers did something, and when: for features above that count it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Text, bindparam, literal, true

from domain.events.model import EventId
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


async def doers_of(unit: Unit, event_ids: Sequence[EventId]) -> set[CustomerId]:
    """Return who did something, of what is known to be somebody's."""
    found = await unit.all(_Doer, DOERS, id_of=list(event_ids))
    return {each.customer_id for each in found if each.customer_id is not None}


async def done_by(
    unit: Unit, customer_ids: Sequence[CustomerId], type_: str
) -> dict[CustomerId, Timeline]:
    """Return when customers did what an event of a type tells."""
    return await timelines.read(unit, DONE, customer_ids, type=type_)
