"""Forming: who begins a household, and who invites whom; each joins by their own yes.

Locks are taken in one order: the customer, the household, accounts.
"""

from dataclasses import replace
from datetime import timedelta

from domain import customers
from domain.customers import CustomerNotFound
from domain.households import invitation_store, leaving, reading, rules, store
from domain.households.asking import (
    CreateHousehold,
    InviteToHousehold,
    JoinHousehold,
    LimitHousehold,
    ListHouseholdInvitations,
    RenameInHousehold,
    WithdrawHouseholdInvitation,
)
from domain.households.events import HouseholdCreated, HouseholdJoined
from domain.households.invitation_store import Invitation
from domain.households.model import (
    Household,
    HouseholdInvitation,
    HouseholdInvitations,
    HouseholdStatus,
)
from domain.households.refusals import (
    HouseholdFull,
    HouseholdInvitationNotFound,
    HouseholdNotFound,
    InHouseholdAlready,
    NotHouseholdOwner,
    TooManyHouseholdInvitations,
)
from domain.households.store import Member, Row
from domain.kernel import CustomerId, Unit, reads, writes
from domain.ledger import shared_id

VALID = timedelta(days=7)
INVITATIONS_MAX = 20
OF_OWNER = (CustomerNotFound, HouseholdNotFound, NotHouseholdOwner)


@writes(
    "households:join",
    refusals=(CustomerNotFound, InHouseholdAlready),
    subject="customer_id",
)
async def create(unit: Unit, command: CreateHousehold) -> Household:
    """Begin a household, alone in it at first; who owns one has that: twice is as once.

    The customer is its owner.
    """
    customer_id = await _whom(unit, command.customer_id)
    you = await store.member(unit, customer_id)
    if you is not None:
        there = await store.find(unit, you.household_id)
        if there is None or there.owner_id != customer_id:
            raise InHouseholdAlready
        return await reading.shown(unit, there, you)
    row = Row(
        id=shared_id(unit, "hsh"),
        owner_id=customer_id,
        status=HouseholdStatus.OPEN,
        monthly_max=None,
        created_at=unit.now,
    )
    store.add(unit, row)
    you = await _enter(unit, row, customer_id, command.nickname)
    unit.emit(HouseholdCreated(household_id=row.id, customer_id=customer_id))
    return await reading.shown(unit, row, you)


@writes("households:join", refusals=OF_OWNER, subject="customer_id")
async def limit(unit: Unit, command: LimitHousehold) -> Household:
    """Say how much others than the owner may spend or take out in a month."""
    row, you = await _held_by_owner(unit, command.customer_id)
    store.change(unit, row.id, monthly_max=command.monthly_max)
    changed = replace(row, monthly_max=command.monthly_max)
    return await reading.shown(unit, changed, you)


@writes(
    "households:join",
    refusals=(*OF_OWNER, TooManyHouseholdInvitations),
    subject="customer_id",
)
async def invite(unit: Unit, command: InviteToHousehold) -> HouseholdInvitation:
    """Make a code that is valid for seven days; whoever has it can join once."""
    row, _ = await _held_by_owner(unit, command.customer_id)
    if await invitation_store.invited_lately(unit, row.id) >= INVITATIONS_MAX:
        raise TooManyHouseholdInvitations(INVITATIONS_MAX)
    invitation_store.forget_old(unit, row.id)
    while True:
        new = Invitation(
            id=unit.new_id("hin"),
            household_id=row.id,
            code=rules.letters(unit.dice(rules.LENGTH)),
            invited_at=unit.now,
            expires_at=unit.now + VALID,
        )
        if await invitation_store.add(unit, new):
            return _shown(new)


@reads("households:read", refusals=OF_OWNER, subject="customer_id")
async def list_invitations(
    unit: Unit, command: ListHouseholdInvitations
) -> HouseholdInvitations:
    """Tell the owner which invitations can still be used."""
    customer_id = await customers.resolve(unit, command.customer_id)
    row, _ = await reading.of_member(unit, customer_id)
    if row.owner_id != customer_id:
        raise NotHouseholdOwner
    found = await invitation_store.open_of(unit, row.id)
    return HouseholdInvitations(invitations=tuple(map(_shown, found)))


@writes(
    "households:join",
    refusals=(*OF_OWNER, HouseholdInvitationNotFound),
    subject="customer_id",
)
async def withdraw_invitation(unit: Unit, command: WithdrawHouseholdInvitation) -> None:
    """Let nobody join by an invitation any more."""
    row, _ = await _held_by_owner(unit, command.customer_id)
    if not await invitation_store.use(unit, row.id, command.invitation_id):
        raise HouseholdInvitationNotFound


@writes(
    "households:join",
    refusals=(
        CustomerNotFound,
        InHouseholdAlready,
        HouseholdInvitationNotFound,
        HouseholdFull,
    ),
    subject="customer_id",
)
async def join(unit: Unit, command: JoinHousehold) -> Household:
    """Join a household by an invitation, which is used up by it.

    Through whom the customer says so, their own token or a key of the shop, is written
    down. Who is in it already uses none up.
    """
    customer_id = await _whom(unit, command.customer_id)
    found = await invitation_store.named(unit, command.code)
    row = found and await store.hold(unit, found.household_id)
    if found is None or row is None or row.status is not HouseholdStatus.OPEN:
        raise HouseholdInvitationNotFound
    you = await store.member(unit, customer_id)
    if you is not None and you.household_id == row.id:
        return await reading.shown(unit, row, you)
    if not await invitation_store.use(unit, row.id, found.id):
        raise HouseholdInvitationNotFound
    most = (await store.settings(unit)).members_max
    if len(await store.members(unit, [row.id])) >= most:
        raise HouseholdFull(most)
    you = await _enter(unit, row, customer_id, command.nickname)
    unit.emit(HouseholdJoined(household_id=row.id, customer_id=customer_id))
    return await reading.shown(unit, row, you)


@writes(
    "households:join",
    refusals=(CustomerNotFound, HouseholdNotFound),
    subject="customer_id",
)
async def rename(unit: Unit, command: RenameInHousehold) -> Household:
    """Say what the others call one, or let them call one nothing."""
    customer_id = await customers.resolve(unit, command.customer_id)
    row, you = await leaving.held(unit, customer_id)
    store.rename(unit, you.id, command.nickname)
    return await reading.shown(unit, row, replace(you, nickname=command.nickname))


async def _whom(unit: Unit, ref: str) -> CustomerId:
    """Return whom a command means, and keep other writers from them, or refuse."""
    found = await customers.resolve(unit, ref)
    return (await customers.lock(unit, [found])).get(found, found)


async def _enter(
    unit: Unit, row: Row, customer_id: CustomerId, nickname: str | None
) -> Member:
    you = Member(
        id=unit.new_id("hme"),
        household_id=row.id,
        customer_id=customer_id,
        nickname=nickname,
        said_by=unit.principal.actor,
        joined_at=unit.now,
    )
    if not await store.enter(unit, you):
        raise InHouseholdAlready
    return you


async def _held_by_owner(unit: Unit, ref: str) -> tuple[Row, Member]:
    """Return the household that a customer owns, and hold it, or refuse."""
    row, you = await leaving.held(unit, await customers.resolve(unit, ref))
    if row.owner_id != you.customer_id:
        raise NotHouseholdOwner
    return row, you


def _shown(each: Invitation) -> HouseholdInvitation:
    assert each.code is not None, each
    return HouseholdInvitation(id=each.id, code=each.code, expires_at=each.expires_at)
