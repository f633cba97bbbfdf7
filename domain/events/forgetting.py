"""Forgetting: what was done long ago, and is of no more use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from domain.events.model import EventId
from domain.events.tables import event_moves, events
from domain.kernel import Unit
from domain.kernel.rows import view
from domain.kernel.sets import given

THESE = given(events.c.id, name="these")


@dataclass(frozen=True, slots=True)
class Told:
    """An event: of which type, and since when it is known."""

    id: EventId
    type: str
    recorded_at: datetime


async def recorded_after(
    unit: Unit, event_id: EventId | None, limit: int
) -> tuple[Told, ...]:
    """Return events after one, those that were recorded first before others."""
    rest = view(events, Told)
    if event_id is not None:
        rest = rest.where(events.c.id > event_id)
    return await unit.all(Told, rest.order_by(events.c.id).limit(limit))


async def forget(unit: Unit, event_ids: Sequence[EventId]) -> None:
    """Let events go, and what is remembered of how they were moved."""
    if event_ids:
        these = select(THESE.c.id)
        moved = delete(event_moves).where(event_moves.c.event_id.in_(these))
        await unit.run(moved, id_of=list(event_ids))
        gone = delete(events).where(events.c.id.in_(these))
        await unit.run(gone, id_of=list(event_ids))
