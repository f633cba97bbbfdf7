"""What customers may say of their own erasure, while they think it over."""

from dataclasses import dataclass

from domain import ledger
from domain.customers import CustomerNotFound, CustomerRef
from domain.kernel import Unit, reads, writes
from domain.ledger import PotId, PotNotFound
from domain.privacy import erasure_store, erasures
from domain.privacy.erasure import Erasure, FindErasure, NotAnErasure, Wait, Waive
from domain.privacy.own import OwnRequest, own
from domain.privacy.requests import RequestId, RequestNotFound, RequestNotOpen


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiveOwn:
    """Wait no longer for something before one is erased oneself."""

    customer_id: CustomerRef
    request_id: RequestId
    wait: Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveOwn:
    """Say what becomes of what one holds: it goes to a pot, or back to the shop."""

    customer_id: CustomerRef
    request_id: RequestId
    donate_to: PotId | None = None


OF_OWN = (CustomerNotFound, RequestNotFound, NotAnErasure)


@reads("privacy:read", refusals=OF_OWN, subject="customer_id")
async def find_own_erasure(unit: Unit, command: OwnRequest) -> Erasure:
    """Tell a customer when they are erased, and what they lose by it."""
    found = await own(unit, command)
    return await erasures.find_erasure(unit, FindErasure(request_id=found.id))


@writes("privacy:write", refusals=(*OF_OWN, RequestNotOpen), subject="customer_id")
async def waive_own(unit: Unit, command: WaiveOwn) -> Erasure:
    """Wait no longer for something before this customer is erased, as they wish."""
    found = await own(unit, _of(command))
    waive = Waive(request_id=found.id, wait=command.wait)
    return await erasures.waive(unit, waive)


@writes(
    "privacy:write",
    refusals=(*OF_OWN, RequestNotOpen, PotNotFound),
    subject="customer_id",
)
async def leave_own(unit: Unit, command: LeaveOwn) -> Erasure:
    """Say to whom what a customer holds is left, unless they spend it before."""
    found = await own(unit, _of(command))
    if command.donate_to is not None:
        await ledger.find_pot(unit, ledger.FindPot(pot_id=command.donate_to))
    asked = FindErasure(request_id=found.id)
    await erasures.changeable(unit, found.id)
    erasure_store.change(unit, [found.id], donate_to=command.donate_to)
    return await erasures.find_erasure(unit, asked)


def _of(command: WaiveOwn | LeaveOwn) -> OwnRequest:
    return OwnRequest(customer_id=command.customer_id, request_id=command.request_id)
