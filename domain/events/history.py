"""The SQL of history: what customers did, customer by customer, and is not undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, Text, bindparam, func, literal, tuple_

from domain.events.model import Behaviour, EventId
from domain.events.tables import events
from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.kernel.tables import Id

PIECE_MAX = 5_000
PLACE = (events.c.customer_id, events.c.occurred_at, events.c.id)
TYPES = bindparam("types", type_=ARRAY(Text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Customers after one, up to another and including them; events since, until."""

    after: CustomerId | None
    upto: CustomerId | None
    since: datetime
    until: datetime


async def history(unit: Unit, span: Span, types: Sequence[str]) -> list[Behaviour]:
    """Return events of some types, customer by customer in turn of time."""
    if not types:
        return []
    found: list[Behaviour] = []
    last: tuple[CustomerId, datetime, EventId] | None = None
    while True:
        these = _within(view(events, Behaviour), span)
        if last is not None:
            owner, at, event_id = last
            place = tuple_(
                literal(owner, Id("cus")), literal(at), literal(event_id, Id("evt"))
            )
            these = these.where(tuple_(*PLACE) > place)
        piece = await unit.all(
            Behaviour, these.order_by(*PLACE).limit(PIECE_MAX), types=list(types)
        )
        found += piece
        if len(piece) < PIECE_MAX:
            return found
        newest = piece[-1]
        assert newest.customer_id is not None, newest
        last = (newest.customer_id, newest.occurred_at, newest.id)


def _within(these: Any, span: Span) -> Any:
    these = (
        these.where(events.c.type == func.any(TYPES))
        .where(events.c.customer_id.is_not(None))
        .where(events.c.removed_at.is_(None))
        .where(events.c.occurred_at >= span.since)
        .where(events.c.occurred_at < span.until)
    )
    if span.after is not None:
        these = these.where(events.c.customer_id > span.after)
    if span.upto is not None:
        these = these.where(events.c.customer_id <= span.upto)
    return these
