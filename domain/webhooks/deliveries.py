"""What endpoints were sent: listed, looked at, and forgotten."""

from domain.kernel import (
    SYSTEM,
    BadCursor,
    Page,
    Unit,
    outbox,
    pages,
    reads,
    writes,
)
from domain.kernel.retention import Forgotten
from domain.webhooks import (
    delivery_store,
    endpoints,
    rules,
    store,
)
from domain.webhooks.model import (
    Delivery,
    DeliveryLog,
    EndpointId,
    EventId,
    FindDelivery,
    ForgetDeliveries,
    ListDeliveries,
)
from domain.webhooks.refusals import (
    DeliveryNotFound,
    EndpointNotFound,
)


@reads("webhooks:read", refusals=(EndpointNotFound, BadCursor))
async def list_deliveries(unit: Unit, command: ListDeliveries) -> Page[Delivery]:
    """List what an endpoint is or was sent, the latest first; kept for 30 days."""
    endpoint = await endpoints.found(unit, command.endpoint_id)
    before = command.after and pages.place(command.after, tuple[EventId])[0]
    rows = await delivery_store.page(
        unit, endpoint.id, command.state, before or None, command.limit
    )
    return pages.page(rows, command.limit, lambda each: (each.event_id,))


@reads("webhooks:read", refusals=(EndpointNotFound, DeliveryNotFound))
async def find_delivery(unit: Unit, command: FindDelivery) -> DeliveryLog:
    """Return a delivery, what it tells, and how each attempt went."""
    endpoint = await endpoints.found(unit, command.endpoint_id)
    delivery = await found(unit, endpoint.id, command.event_id)
    message = await outbox.message(unit, delivery.event_id)
    return DeliveryLog(
        delivery=delivery,
        data=None if message is None else message.payload,
        attempts=await delivery_store.attempts_of(unit, endpoint.id, delivery.event_id),
    )


@writes(SYSTEM)
async def forget_deliveries(unit: Unit, command: ForgetDeliveries) -> Forgotten:
    """Forget what was settled a month ago, and endpoints that were deleted then.

    What waits for an endpoint that is disabled is given up when its time is over.
    """
    overdue = unit.now - rules.CLAIMED_FOR
    parked = await delivery_store.park_overdue(unit, overdue, command.limit)
    before = unit.now - rules.KEPT
    done = await delivery_store.forget(unit, before, command.limit)
    await store.forget_deleted(unit, before)
    most = max(done, parked)
    return Forgotten(done=done, more=most >= command.limit)


async def found(unit: Unit, endpoint_id: EndpointId, event_id: EventId) -> Delivery:
    """Return a delivery, or refuse."""
    delivery = await delivery_store.find(unit, endpoint_id, event_id)
    if delivery is None:
        raise DeliveryNotFound
    return delivery
