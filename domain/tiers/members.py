"""What can be asked of customers' tiers, and done to them by hand."""

from domain import customers, tenants
from domain.customers import CustomerNotFound
from domain.kernel import (
    BadCursor,
    CustomerId,
    Page,
    Platform,
    Principal,
    Unit,
    pages,
    reads,
)
from domain.tiers import keeping, lives, logbook, programmes, store
from domain.tiers.membership import (
    ChangeId,
    ChangesOfMany,
    FindTier,
    ListChanges,
    Membership,
    TierChange,
    TiersOfMany,
)
from domain.tiers.rows import Held


@reads("tiers:read", refusals=(CustomerNotFound,), subject="customer_id")
async def find(unit: Unit, command: FindTier) -> Membership:
    """Tell a customer's tier: since when, until when, and what is missing.

    It is what holds at this instant, also where a review has yet to write it down.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    (found,) = await _memberships(unit, (customer_id,))
    return found


async def find_now(
    platform: Platform, command: FindTier, principal: Principal
) -> Membership:
    """Tell what `find` tells; what it says is its validator."""
    return await platform.run(find, command, principal)


@reads("tiers:read", subject="customer_ids")
async def of_many(unit: Unit, command: TiersOfMany) -> tuple[Membership, ...]:
    """Tell the tiers of many customers."""
    return await _memberships(unit, command.customer_ids)


@reads("tiers:read", refusals=(CustomerNotFound, BadCursor), subject="customer_id")
async def changes(unit: Unit, command: ListChanges) -> Page[TierChange]:
    """List the changes of a customer's tier, the latest known first.

    What came back, or came late, may have undone some; that is a change of its own.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    before = command.after and pages.place(command.after, tuple[ChangeId])[0]
    found = await logbook.changes(unit, customer_id, before or None, command.limit)
    return pages.page(found, command.limit, lambda change: (change.id,))


@reads("tiers:read", subject="customer_ids")
async def changes_of_many(unit: Unit, command: ChangesOfMany) -> tuple[TierChange, ...]:
    """List the latest changes of the tiers of many customers."""
    return await logbook.latest(unit, command.customer_ids, command.limit)


async def _memberships(
    unit: Unit, customer_ids: tuple[CustomerId, ...]
) -> tuple[Membership, ...]:
    """Return what memberships come to now, of what is known of them."""
    eras = await programmes.in_time(unit)
    if not eras:
        return tuple(Membership(customer_id=each) for each in customer_ids)
    there = await store.read(unit, customer_ids)
    members = {each: there.get(each) or Held(customer_id=each) for each in customer_ids}
    told = await lives.histories(unit, eras, members)
    now = (
        keeping.evaluated(members[each], eras, told[each], unit.now)
        for each in customer_ids
    )
    words = tenants.wordings(await tenants.programme(unit))
    return tuple(keeping.membership(each, eras, unit.now, words) for each in now)
