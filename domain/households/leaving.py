"""Leaving: what was given stays with those who stay; the last one has the rest."""

from collections.abc import Sequence

from domain import customers, ledger
from domain.customers import CustomerNotFound
from domain.households import invitation_store, line_store, store
from domain.households.asking import LeaveHousehold, RemoveFromHousehold
from domain.households.events import HouseholdClosed, HouseholdLeft
from domain.households.line_store import Line
from domain.households.model import HouseholdStatus, LineKind
from domain.households.refusals import (
    HouseholdMemberNotFound,
    HouseholdNotFound,
    NotHouseholdOwner,
)
from domain.households.store import Member, Row
from domain.kernel import CustomerId, Unit, writes


@writes(
    "households:join",
    refusals=(CustomerNotFound, HouseholdNotFound),
    subject="customer_id",
)
async def leave(unit: Unit, command: LeaveHousehold) -> None:
    """Leave a household; what the customer gave to it stays there.

    If it was the owner, who is in it longest is the owner then. If it was the last one,
    it is closed, and what it has goes to their own account.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    await depart(unit, *await held(unit, customer_id))


@writes(
    "households:join",
    refusals=(
        CustomerNotFound,
        HouseholdNotFound,
        NotHouseholdOwner,
        HouseholdMemberNotFound,
    ),
    subject="customer_id",
)
async def remove(unit: Unit, command: RemoveFromHousehold) -> None:
    """Have another member leave the household that the customer owns."""
    customer_id = await customers.resolve(unit, command.customer_id)
    row, you = await held(unit, customer_id)
    if row.owner_id != you.customer_id:
        raise NotHouseholdOwner
    for each in await store.members(unit, [row.id]):
        if each.id == command.member_id and each.id != you.id:
            await depart(unit, row, each)
            return
    raise HouseholdMemberNotFound


async def held(unit: Unit, customer_id: CustomerId) -> tuple[Row, Member]:
    """Return the household that a customer is in, keep others from it, or refuse."""
    found = await hold(unit, customer_id)
    if found is None:
        raise HouseholdNotFound
    return found


async def hold(unit: Unit, customer_id: CustomerId) -> tuple[Row, Member] | None:
    """Return the household that a customer is in, if any, and keep others from it."""
    before = await store.member(unit, customer_id)
    row = before and await store.hold(unit, before.household_id)
    # Whom somebody removed while we waited is in it no more.
    you = before and await store.member(unit, customer_id)
    if row is None or you is None or you.household_id != row.id:
        return None
    return row, you


async def hold_all(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    """Keep others from the households of customers who are about to leave."""
    for each in await store.members_of_many(unit, customer_ids):
        await store.hold(unit, each.household_id)


async def leave_all(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    """Have customers leave who go for good; whoever calls keeps others from them."""
    for each in await store.members_of_many(unit, customer_ids):
        found = await hold(unit, each.customer_id)
        if found is not None:
            await depart(unit, *found)


async def depart(
    unit: Unit, row: Row, member: Member, person: CustomerId | None = None
) -> None:
    """Have a member leave a household that this unit holds.

    Of a member who was merged, `person` is who they turned out to be.
    """
    who = person or member.customer_id
    there = await store.members(unit, [row.id])
    stay = [each for each in there if each.id != member.id]
    store.leave(unit, member.id)
    unit.emit(HouseholdLeft(household_id=row.id, customer_id=member.customer_id))
    if not stay:
        await _close(unit, row, who)
    elif row.owner_id == member.customer_id:
        same = any(each.customer_id == who for each in stay)
        store.change(unit, row.id, owner_id=who if same else stay[0].customer_id)


async def hand_over(unit: Unit, household_id: str, heir: CustomerId) -> None:
    """Give what a household has that is closed to who was the last one in it."""
    holder = ledger.holder_of(household_id)
    name = unit.new_id("hln")
    moved = await ledger.share_all(unit, holder, heir, name)
    line_store.add(
        unit,
        [
            Line(
                id=unit.new_id("hln"),
                household_id=household_id,
                customer_id=heir,
                kind=LineKind.CLOSED,
                unit=code,
                amount=-amount,
                redemption_id=None,
                recorded_at=unit.now,
            )
            for code, amount in moved.items()
        ],
    )


async def _close(unit: Unit, row: Row, last: CustomerId) -> None:
    invitation_store.forget(unit, row.id)
    store.change(unit, row.id, status=HouseholdStatus.CLOSED, owner_id=last)
    await hand_over(unit, row.id, last)
    unit.emit(HouseholdClosed(household_id=row.id, customer_id=last))
