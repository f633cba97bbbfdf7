"""The SQL of deliveries and attempts: one function, one statement, one type."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, tuple_, update

from domain.kernel import Unit
from domain.kernel.outbox import News, outbox
from domain.kernel.records import bare, encoded, insertion
from domain.kernel.rows import view
from domain.kernel.tracing import Place
from domain.webhooks.model import (
    Attempt,
    Delivery,
    DeliveryState,
    EndpointId,
    EventId,
    Held,
    Outcome,
)
from domain.webhooks.rules import Settlement
from domain.webhooks.tables import webhook_attempts, webhook_deliveries

ATTEMPTS_MAX = 500

deliveries, attempts = webhook_deliveries, webhook_attempts
WAITING = DeliveryState.WAITING
NEW = [
    *("endpoint_id", "event_id", "event", "sequence", "state"),
    *("attempts", "occurred_at", "due_at", "gives_up_at"),
]
ADD = insertion(*(deliveries.c[each] for each in NEW))
ADD_ATTEMPTS = insertion(
    *(attempts.c[each] for each in ("endpoint_id", "event_id", "number", "began_at"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A delivery that is sent now, and what it tells, if that is still known."""

    event_id: EventId
    event: str
    sequence: int
    attempts: int
    occurred_at: datetime
    payload: Any
    trace: Place | None


def add(unit: Unit, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write down what waits to be sent; see `row`."""
    unit.write(ADD, records=encoded(rows))


def row(
    endpoint_id: EndpointId,
    news: News,
    sequence: int,
    now: datetime,
    gives_up_at: datetime,
) -> Mapping[str, Any]:
    """Return what is written down of news for an endpoint."""
    return {
        "endpoint_id": bare(endpoint_id),
        "event_id": bare(news.id),
        "event": news.name,
        "sequence": sequence,
        "state": WAITING,
        "attempts": 0,
        "occurred_at": news.occurred_at,
        "due_at": now,
        "gives_up_at": gives_up_at,
    }


async def find(
    unit: Unit, endpoint_id: EndpointId, event_id: EventId
) -> Delivery | None:
    """Return a delivery."""
    return await unit.one(
        Delivery,
        view(deliveries, Delivery).where(
            deliveries.c.endpoint_id == endpoint_id, deliveries.c.event_id == event_id
        ),
    )


async def page(
    unit: Unit,
    endpoint_id: EndpointId,
    state: DeliveryState | None,
    before: EventId | None,
    limit: int,
) -> tuple[Delivery, ...]:
    """Return deliveries of an endpoint, the latest first, and one more."""
    found = view(deliveries, Delivery).where(deliveries.c.endpoint_id == endpoint_id)
    if state is not None:
        found = found.where(deliveries.c.state == state)
    if before is not None:
        found = found.where(deliveries.c.event_id < before)
    latest = found.order_by(deliveries.c.event_id.desc())
    return await unit.all(Delivery, latest.limit(limit + 1))


async def attempts_of(
    unit: Unit, endpoint_id: EndpointId, event_id: EventId
) -> tuple[Attempt, ...]:
    """Return the attempts of a delivery, the first one first."""
    these = view(attempts, Attempt).where(
        attempts.c.endpoint_id == endpoint_id, attempts.c.event_id == event_id
    )
    ordered = these.order_by(attempts.c.number)
    return await unit.all(Attempt, ordered.limit(ATTEMPTS_MAX))


async def claim(
    unit: Unit, endpoint_id: EndpointId, limit: int, until: datetime
) -> tuple[Due, ...]:
    """Take what is due to an endpoint, the longest due first; count the attempt."""
    chosen = (
        select(deliveries.c.event_id)
        .where(deliveries.c.endpoint_id == endpoint_id, deliveries.c.due_at <= unit.now)
        .order_by(deliveries.c.due_at, deliveries.c.sequence)
        .limit(limit)
        .cte("chosen")
    )
    taken = (
        update(deliveries)
        .where(
            deliveries.c.endpoint_id == endpoint_id,
            deliveries.c.event_id == chosen.c.event_id,
        )
        .values(attempts=deliveries.c.attempts + 1, due_at=until)
        .returning(
            deliveries.c.event_id,
            deliveries.c.event,
            deliveries.c.sequence,
            deliveries.c.attempts,
            deliveries.c.occurred_at,
        )
        .cte("taken")
    )
    told = select(taken, outbox.c.payload, outbox.c.trace).select_from(
        taken.outerjoin(outbox, outbox.c.id == taken.c.event_id)
    )
    return await unit.all(Due, told.order_by(taken.c.sequence))


def add_attempts(
    unit: Unit, endpoint_id: EndpointId, numbers: Iterable[tuple[EventId, int]]
) -> None:
    """Write down that something is about to be sent."""
    rows = (
        {
            "endpoint_id": bare(endpoint_id),
            "event_id": bare(event_id),
            "number": number,
            "began_at": unit.now,
        }
        for event_id, number in numbers
    )
    unit.write(ADD_ATTEMPTS, records=encoded(rows))


def end_attempt(unit: Unit, endpoint_id: EndpointId, outcome: Outcome) -> None:
    """Write down how an attempt went."""
    this = update(attempts).where(
        attempts.c.endpoint_id == endpoint_id,
        attempts.c.event_id == outcome.event_id,
        attempts.c.number == outcome.number,
    )
    unit.write(
        this.values(
            ended_at=outcome.ended_at, status=outcome.status, fault=outcome.fault
        )
    )


async def held(
    unit: Unit, endpoint_id: EndpointId, event_ids: Collection[EventId]
) -> Mapping[EventId, Held]:
    """Return deliveries whose outcome is written down, and keep others from them."""
    these = view(deliveries, Held).where(
        deliveries.c.endpoint_id == endpoint_id, deliveries.c.event_id.in_(event_ids)
    )
    found = await unit.all(Held, these.limit(len(event_ids)).with_for_update())
    return {each.event_id: each for each in found}


def settle(
    unit: Unit, endpoint_id: EndpointId, outcome: Outcome, settlement: Settlement
) -> None:
    """Write down what becomes of a delivery."""
    this = update(deliveries).where(
        deliveries.c.endpoint_id == endpoint_id,
        deliveries.c.event_id == outcome.event_id,
    )
    is_settled = settlement.state is not WAITING
    unit.write(
        this.values(
            state=settlement.state,
            due_at=settlement.due_at,
            settled_at=unit.now if is_settled else None,
            status=outcome.status,
            fault=outcome.fault,
        )
    )


async def earliest(unit: Unit, endpoint_id: EndpointId) -> datetime | None:
    """Return when something is next due to an endpoint."""
    found: datetime | None = await unit.value(
        select(func.min(deliveries.c.due_at)).where(
            deliveries.c.endpoint_id == endpoint_id, deliveries.c.due_at.is_not(None)
        )
    )
    return found


def abandon(unit: Unit, endpoint_id: EndpointId) -> None:
    """Send nothing of what waits for an endpoint."""
    these = update(deliveries).where(
        deliveries.c.endpoint_id == endpoint_id, deliveries.c.state == WAITING
    )
    unit.write(
        these.values(state=DeliveryState.PARKED, due_at=None, settled_at=unit.now)
    )


async def park_overdue(unit: Unit, before: datetime, limit: int) -> int:
    """Park what should have been given up before, and nobody tried; return how much."""
    late = (
        select(deliveries.c.endpoint_id, deliveries.c.event_id)
        .where(deliveries.c.due_at.is_not(None), deliveries.c.gives_up_at < before)
        .limit(limit)
    )
    these = update(deliveries).where(_key().in_(late))
    parked = {"state": DeliveryState.PARKED, "due_at": None, "settled_at": unit.now}
    return await unit.run(these.values(parked))


async def forget(unit: Unit, before: datetime, limit: int) -> int:
    """Forget deliveries that were settled before, and their attempts."""
    old = (
        select(deliveries.c.endpoint_id, deliveries.c.event_id)
        .where(deliveries.c.settled_at < before)
        .limit(limit)
    )
    return await unit.run(delete(deliveries).where(_key().in_(old)))


def _key() -> Any:
    return tuple_(deliveries.c.endpoint_id, deliveries.c.event_id)
