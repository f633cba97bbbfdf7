"""The SQL of sending something once more: one function, one statement, one type."""

from collections.abc import Collection
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, Update, exists, func, select, update

from domain.kernel import Unit
from domain.kernel.outbox import News, outbox
from domain.kernel.rows import view
from domain.webhooks.model import DeliveryState, EndpointId, EventId
from domain.webhooks.tables import webhook_deliveries as deliveries

WAITING = DeliveryState.WAITING

Span: TypeAlias = tuple[datetime, datetime]


async def missed(
    unit: Unit,
    endpoint_id: EndpointId,
    span: Span,
    names: Collection[str],
    limit: int,
) -> tuple[News, ...]:
    """Return what happened in a span, of these names, and an endpoint does not have."""
    known = exists().where(
        deliveries.c.endpoint_id == endpoint_id, deliveries.c.event_id == outbox.c.id
    )
    these = view(outbox, News).where(
        outbox.c.occurred_at >= span[0],
        outbox.c.occurred_at < span[1],
        outbox.c.name.in_(sorted(names)),
        ~known,
    )
    ordered = these.order_by(outbox.c.occurred_at, outbox.c.id)
    return await unit.all(News, ordered.limit(limit + 1))


async def wait_again(
    unit: Unit, endpoint_id: EndpointId, event_id: EventId, gives_up_at: datetime
) -> int:
    """Have a delivery wait, unless it does; return whether it had not."""
    this = _settled(endpoint_id).where(deliveries.c.event_id == event_id)
    return await unit.run(_waits(this, unit.now, gives_up_at))


async def settled_in(
    unit: Unit, endpoint_id: EndpointId, span: Span, state: DeliveryState | None
) -> int:
    """Return how many deliveries of a span are settled."""
    counted: int = await unit.value(
        select(func.count())
        .select_from(deliveries)
        .where(deliveries.c.endpoint_id == endpoint_id, *_of_span(span, state))
    )
    return counted


async def all_wait_again(
    unit: Unit,
    endpoint_id: EndpointId,
    span: Span,
    state: DeliveryState | None,
    gives_up_at: datetime,
) -> int:
    """Have settled deliveries of a span wait; return how many they are."""
    these = _settled(endpoint_id).where(*_of_span(span, state))
    return await unit.run(_waits(these, unit.now, gives_up_at))


def _settled(endpoint_id: EndpointId) -> Update:
    return update(deliveries).where(
        deliveries.c.endpoint_id == endpoint_id, deliveries.c.state != WAITING
    )


def _waits(these: Update, now: datetime, gives_up_at: datetime) -> Update:
    return these.values(
        state=WAITING, due_at=now, gives_up_at=gives_up_at, settled_at=None
    )


def _of_span(span: Span, state: DeliveryState | None) -> list[ColumnElement[bool]]:
    """Return what holds of what is settled and happened in a span of time."""
    wanted = (
        deliveries.c.state != WAITING if state is None else deliveries.c.state == state
    )
    return [
        deliveries.c.occurred_at >= span[0],
        deliveries.c.occurred_at < span[1],
        wanted,
    ]
