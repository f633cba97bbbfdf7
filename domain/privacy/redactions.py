"""Redactions: all customers of a shop are erased, once an operator says so."""

from dataclasses import asdict

from domain import customers, tenants
from domain.kernel import OPERATOR, CustomerId, Unit, reads, writes
from domain.privacy import asking, redaction_store
from domain.privacy import erasure_store as stages
from domain.privacy.erasing import Erasing
from domain.privacy.redaction import (
    TERM,
    AskRedaction,
    CarryOutRedaction,
    ListRedactions,
    Redaction,
    RedactionNotFound,
    Redactions,
    RedactSome,
)
from domain.privacy.redaction_store import Row
from domain.privacy.requests import AskAvg, RequestKind, RequestState
from domain.tenants import TenantStatus

LEFT = "The shop left the partner by which its customers came."


@writes("privacy:write")
async def ask_redaction(unit: Unit, command: AskRedaction) -> Redactions:
    """Write down that a shop left, and by when its customers must be erased.

    An operator carries it out: what is gone for a whole shop does not come back.
    """
    due = unit.now + TERM
    row = Row(shop_domain=command.shop_domain, asked_at=unit.now, due_at=due)
    redaction_store.add(unit, row)
    return await _every(unit)


@reads("privacy:read")
async def list_redactions(unit: Unit, command: ListRedactions) -> Redactions:
    """Tell which shops are to be erased, and how far that is."""
    del command
    return await _every(unit)


@writes(OPERATOR, refusals=(RedactionNotFound, tenants.TenantNotFound))
async def carry_out_redaction(unit: Unit, command: CarryOutRedaction) -> Redactions:
    """Suspend the tenant, and let its customers be erased from now on."""
    found = await redaction_store.hold(unit, command.shop_domain)
    if found is None:
        raise RedactionNotFound
    if found.begun_at is None:
        redaction_store.change(unit, found.shop_domain, begun_at=unit.now)
        suspend = tenants.SetStatus(status=TenantStatus.SUSPENDED)
        await tenants.set_status(unit, suspend)
    return await _every(unit)


@writes("system", refusals=(tenants.ProgrammeNotFound,))
async def redact_some(unit: Unit, command: RedactSome) -> Erasing:
    """Have some more customers erased, who have no time to think it over.

    The erasures are carried out as any: legal holds and answers keep them back.
    """
    row = await redaction_store.under_way(unit)
    if row is None:
        return Erasing(done=0, more=False)
    ids = await customers.roll(unit, row.after_id, command.limit)
    standing = await customers.lock(unit, ids)
    for customer_id in ids:
        if standing.get(customer_id) == customer_id:
            await _erase(unit, customer_id)
    redaction_store.change(
        unit,
        row.shop_domain,
        after_id=ids[-1] if ids else row.after_id,
        asked_all_at=None if ids else unit.now,
        customers=row.customers + len(ids),
    )
    return Erasing(done=len(ids), more=True)


async def _erase(unit: Unit, customer_id: CustomerId) -> None:
    """Ask for somebody's erasure; whoever asked for it themselves is in it already."""
    asked = AskAvg(customer_id=customer_id, kind=RequestKind.ERASURE)
    request = await asking.ask(unit, asked)
    settled = await asking.settle(unit, request, LEFT)
    if settled.state is RequestState.COOLING_OFF:
        now = {"waived_cooling_off": True, "cooled_at": unit.now, "erase_at": unit.now}
        stages.change(unit, [settled.id], **now)


async def _every(unit: Unit) -> Redactions:
    rows = [asdict(each) for each in await redaction_store.every(unit)]
    for row in rows:
        del row["after_id"]
    return Redactions(redactions=tuple(Redaction(**row) for row in rows))
