"""What customers may do about their own requests, by their own token."""

from dataclasses import dataclass

from domain import customers
from domain.customers import CustomerNotFound, CustomerRef
from domain.kernel import Unit, reads, writes
from domain.privacy import answering, asking, store
from domain.privacy.answering import Link
from domain.privacy.requests import (
    AvgRequest,
    CancelRequest,
    FindRequest,
    RequestHistory,
    RequestId,
    RequestNotFound,
    RequestNotOpen,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRequest:
    """A request, and whose it must be."""

    customer_id: CustomerRef
    request_id: RequestId


@reads(
    "privacy:read",
    refusals=(CustomerNotFound, RequestNotFound),
    subject="customer_id",
)
async def find_own(unit: Unit, command: OwnRequest) -> AvgRequest:
    """Tell a customer how far their request is."""
    return await own(unit, command)


@reads(
    "privacy:read",
    refusals=(CustomerNotFound, RequestNotFound),
    subject="customer_id",
)
async def own_history(unit: Unit, command: OwnRequest) -> RequestHistory:
    """Tell a customer all that happened to their request, and when."""
    found = await own(unit, command)
    return await asking.history(unit, FindRequest(request_id=found.id))


@writes(
    "privacy:write",
    refusals=(CustomerNotFound, RequestNotFound, RequestNotOpen),
    subject="customer_id",
)
async def link_own(unit: Unit, command: OwnRequest) -> Link:
    """Make the link by which a customer fetches their answer, once."""
    found = await own(unit, command)
    return await answering.link(unit, FindRequest(request_id=found.id))


@writes(
    "privacy:write",
    refusals=(CustomerNotFound, RequestNotFound, RequestNotOpen),
    subject="customer_id",
)
async def cancel_own(unit: Unit, command: OwnRequest) -> AvgRequest:
    """Let a customer ask no longer."""
    found = await own(unit, command)
    return await asking.cancel(unit, CancelRequest(request_id=found.id))


async def own(unit: Unit, command: OwnRequest) -> AvgRequest:
    """Return a request of a customer's, whoever else they turned out to be."""
    customer_id = await customers.resolve(unit, command.customer_id)
    found = await store.find(unit, command.request_id)
    names = await customers.names_of(unit, customer_id)
    if found is None or found.customer_id not in names:
        raise RequestNotFound
    return found
