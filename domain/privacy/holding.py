"""Legal holds: why a customer must not be erased yet, on which ground, until when."""

from domain import customers
from domain.customers import CustomerNotFound
from domain.kernel import Unit, reads, writes
from domain.privacy import erasure_store, legal_hold_store
from domain.privacy.legal_hold import (
    HoldPassed,
    LegalHold,
    LegalHoldNotFound,
    LegalHolds,
    ListLegalHolds,
    ReleaseLegalHold,
    SetLegalHold,
)


@writes("privacy:write", refusals=(CustomerNotFound, HoldPassed))
async def set_legal_hold(unit: Unit, command: SetLegalHold) -> LegalHold:
    """Keep a customer from being erased until an instant, on a ground in law."""
    customer_id = await customers.resolve(unit, command.customer_id)
    if command.until <= unit.now:
        raise HoldPassed(command.until)
    held = LegalHold(
        id=unit.new_id("lgh"),
        customer_id=customer_id,
        basis=command.basis,
        until=command.until,
        author=unit.principal.actor,
        recorded_at=unit.now,
        released_at=None,
    )
    legal_hold_store.keep_back(unit, held)
    return held


@writes("privacy:write", refusals=(LegalHoldNotFound,))
async def release_legal_hold(unit: Unit, command: ReleaseLegalHold) -> LegalHold:
    """Let a customer be erased who was kept from it. Twice is as once."""
    released = await legal_hold_store.release(unit, command.legal_hold_id)
    if released is None:
        raise LegalHoldNotFound
    await erasure_store.try_again(unit, released.customer_id)
    return released


@reads("privacy:read", refusals=(CustomerNotFound,))
async def list_legal_holds(unit: Unit, command: ListLegalHolds) -> LegalHolds:
    """Tell all that keeps or kept a customer from being erased, newest first."""
    customer_id = await customers.resolve(unit, command.customer_id)
    names = await customers.names_of(unit, customer_id)
    found = await legal_hold_store.holds_of(unit, names)
    return LegalHolds(customer_id=customer_id, legal_holds=found)
