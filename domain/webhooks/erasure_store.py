"""The SQL of who knows that somebody was erased: one function, one statement."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, select

from domain.kernel import CustomerId, Unit
from domain.kernel.outbox import outbox
from domain.webhooks.model import DeliveryState, EventId
from domain.webhooks.tables import webhook_deliveries as deliveries

# Said as it is in the indexes, which a parameter could not be matched with.
ERASED: ColumnElement[str] = literal_column("'customer.erased'")


@dataclass(frozen=True, slots=True)
class Carried:
    """News in the outbox, and how often it was taken from there."""

    id: EventId
    rings: int


@dataclass(frozen=True, slots=True)
class _Named:
    event_id: EventId


@dataclass(frozen=True, slots=True)
class _Counted:
    state: DeliveryState
    counted: int


async def hold_erasures(unit: Unit, event_ids: Collection[EventId]) -> None:
    """Keep others from settling what tells of the same erasures until this unit ends.

    Or each of two would take the other for the one that comes last.
    """
    ordered = _of_erasures(event_ids).order_by(
        deliveries.c.event_id, deliveries.c.endpoint_id
    )
    await unit.all(_Named, ordered.with_for_update())


async def erasures_among(
    unit: Unit, event_ids: Collection[EventId]
) -> tuple[EventId, ...]:
    """Return which of these events tell of an erasure."""
    found = await unit.all(_Named, _of_erasures(event_ids).distinct())
    return tuple(each.event_id for each in found)


async def by_state(unit: Unit, event_id: EventId) -> Mapping[DeliveryState, int]:
    """Return to how many endpoints news of an erasure goes, and how far it is."""
    rows = await unit.all(
        _Counted,
        select(deliveries.c.state, func.count().label("counted"))
        .where(deliveries.c.event_id == event_id, deliveries.c.event == ERASED)
        .group_by(deliveries.c.state),
    )
    return {each.state: each.counted for each in rows}


async def erasure_of(unit: Unit, customer_id: CustomerId) -> Carried | None:
    """Return the last news of a customer's erasure, and whether it was carried."""
    told = outbox.c.payload["customer_id"].astext == customer_id
    latest = (
        select(outbox.c.id, outbox.c.rings)
        .where(outbox.c.name == ERASED, told)
        .order_by(outbox.c.occurred_at.desc())
        .limit(1)
    )
    return await unit.one(Carried, latest)


def _of_erasures(event_ids: Collection[EventId]) -> Any:
    return select(deliveries.c.event_id).where(
        deliveries.c.event_id.in_(event_ids), deliveries.c.event == ERASED
    )
