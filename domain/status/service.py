"""What can be asked about status."""

import msgspec

from domain import customers, quotes, tenants
from domain.kernel import Platform, Principal, Unit, ids, reads, writes
from domain.ledger import UnitUnknown
from domain.status import rules, store
from domain.status.model import (
    LoyaltyStatus,
    ReadStatus,
    ReadThresholds,
    SetThresholds,
    StatusOfMany,
    Thresholds,
    ThresholdTwice,
)
from domain.status.statement import STATUS_IF_SETTLED

OURS = "cus_"
DECODER = msgspec.json.Decoder(LoyaltyStatus)


@reads("status:read", refusals=(customers.CustomerNotFound,), subject="customer_id")
async def read_status(unit: Unit, command: ReadStatus) -> LoyaltyStatus:
    """Tell a customer's balances, what comes and goes next, and the last entries.

    It is what holds at this instant, also where a sweep has yet to write it down.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    found = await store.status(unit, customer_id)
    assert found is not None, customer_id
    return DECODER.decode(found)


async def read_status_now(
    platform: Platform, command: ReadStatus, principal: Principal
) -> LoyaltyStatus:
    """Tell what `read_status` tells, by the hot path where there is one.

    It knows our own ids, and those of whom nothing is due; who is named otherwise, or
    was merged, is found by the use case, and who does not exist is refused by it.
    """
    read_status.authorise(principal, command)
    if platform.hot is not None and command.customer_id.startswith(OURS):
        customer = ids.decode(command.customer_id)
        found = await platform.hot.read(
            principal.tenant, STATUS_IF_SETTLED, customer, platform.clock()
        )
        if found is not None:
            return DECODER.decode(found)
    return await platform.run(read_status, command, principal)


@reads("status:read")
async def status_of_many(
    unit: Unit, command: StatusOfMany
) -> tuple[LoyaltyStatus, ...]:
    """Tell the status of those of these customers who exist."""
    found = await store.of_many(unit, command.customer_ids)
    return tuple(map(DECODER.decode, found))


@writes("status:write", refusals=(UnitUnknown, ThresholdTwice))
async def set_thresholds(unit: Unit, command: SetThresholds) -> Thresholds:
    """Replace the thresholds of the programme: what customers look forward to."""
    programme = await tenants.programme(unit)
    rules.check(command.thresholds, {each.code for each in programme.units})
    await store.put(unit, command.thresholds)
    return Thresholds(thresholds=command.thresholds)


@reads("status:read")
async def read_thresholds(unit: Unit, command: ReadThresholds) -> Thresholds:
    """Tell the thresholds of the programme."""
    del command
    return Thresholds(thresholds=await store.all_thresholds(unit))


async def milestones(unit: Unit) -> tuple[quotes.Milestone, ...]:
    """Return the thresholds of the programme, as quotes ask for them."""
    return tuple(
        quotes.Milestone(each.unit, each.amount, each.name)
        for each in await store.all_thresholds(unit)
    )
