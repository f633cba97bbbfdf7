"""The SQL of who knows that somebody was erased: one function, one statement."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, literal_column, select

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
    rings: int


@dataclass(frozen=True, slots=True)
class _Counted:
    state: DeliveryState
    counted: int


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
    told = outbox.c.payload.op("->>")(CUSTOMER) == customer_id
    latest = (
        select(outbox.c.id, outbox.c.rings)
        .where(outbox.c.name == ERASED, told)
        .order_by(outbox.c.occurred_at.desc())
        .limit(1)
    )
    return await unit.one(Carried, latest)
