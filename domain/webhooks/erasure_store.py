"""The SQL of who knows that somebody was erased: one function, one statement."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.dialects.postgresql import distinct_on

from domain.kernel import CustomerId, Unit
from domain.kernel.outbox import outbox
from domain.webhooks.model import DeliveryState, EventId
from domain.webhooks.tables import webhook_deliveries as deliveries

# Said as it is in the indexes, which a parameter could not be matched with.
ERASED: ColumnElement[str] = literal_column("'customer.erased'")
CUSTOMER: ColumnElement[str] = literal_column("'customer_id'")


@dataclass(frozen=True, slots=True)
class Carried:
    """News in the outbox, and how often it was taken from there."""

    id: EventId
    customer_id: CustomerId
    rings: int


@dataclass(frozen=True, slots=True)
class _Counted:
    event_id: EventId
    state: DeliveryState
    counted: int


async def counts(
    unit: Unit, event_ids: Collection[EventId]
) -> Mapping[tuple[EventId, DeliveryState], int]:
    """Return to how many endpoints news of erasures goes, and how far it is."""
    rows = await unit.all(
        _Counted,
        select(deliveries.c.event_id, deliveries.c.state, func.count().label("counted"))
        .where(deliveries.c.event_id.in_(event_ids), deliveries.c.event == ERASED)
        .group_by(deliveries.c.event_id, deliveries.c.state),
    )
    return {(each.event_id, each.state): each.counted for each in rows}


async def erasures_of(
    unit: Unit, customer_ids: Collection[CustomerId]
) -> tuple[Carried, ...]:
    """Return the last news of each customer's erasure, and whether it was carried."""
    whom = outbox.c.payload.op("->>")(CUSTOMER)
    latest = (
        select(outbox.c.id, whom.label("customer_id"), outbox.c.rings)
        .where(outbox.c.name == ERASED, whom.in_(customer_ids))
        .ext(distinct_on(whom))
        .order_by(whom, outbox.c.occurred_at.desc())
    )
    return await unit.all(Carried, latest)
