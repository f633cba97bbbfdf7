"""Membership: who a customer is in the community, and whether they may write there."""

from collections.abc import Sequence
from dataclasses import replace

from domain import customers
from domain.community import member_store, rules, settings_store, store
from domain.community.asking import FindMember, JoinCommunity
from domain.community.case import BlockMember, UnblockMember
from domain.community.events import MemberBarred, MemberLetIn
from domain.community.member_store import Member
from domain.community.model import CommunityMember, ContributionId, MemberId
from domain.community.refusals import (
    MemberBlocked,
    MemberNameBarred,
    MemberNameTaken,
    MemberNotFound,
    MemberRestricted,
)
from domain.customers import CustomerNotFound, CustomerRef
from domain.kernel import CustomerId, Unit, reads, writes


@writes(
    "community:write",
    refusals=(CustomerNotFound, MemberRestricted, MemberNameTaken, MemberNameBarred),
    subject="customer_id",
)
async def join(unit: Unit, command: JoinCommunity) -> CommunityMember:
    """Take part under a name that others see, or under another one than before."""
    member = await held(unit, command.customer_id)
    folded = command.name and rules.folded(command.name)
    if command.name is not None and folded is not None:
        settings = await settings_store.settings(unit)
        if rules.has_barred(command.name, settings):
            raise MemberNameBarred
        if await member_store.name_taken(unit, folded, member.id):
            raise MemberNameTaken
    named = {"name": command.name, "folded_name": folded}
    member_store.change(unit, member.id, **named)
    return replace(member, name=command.name).shown()


@reads(
    "community:write",
    refusals=(CustomerNotFound, MemberNotFound),
    subject="customer_id",
)
async def find_member(unit: Unit, command: FindMember) -> CommunityMember:
    """Tell who a customer is in the community."""
    customer_id = await customers.resolve(unit, command.customer_id)
    return (await known(unit, customer_id)).shown()


@writes("community:moderate", refusals=(MemberNotFound,))
async def block_member(unit: Unit, command: BlockMember) -> CommunityMember:
    """Let a member write nothing more; what they wrote stays."""
    member = await _found(unit, command.member_id)
    blocked = {"blocked_at": unit.now, "blocked_reason": command.reason}
    member_store.change(unit, member.id, **blocked)
    unit.emit(MemberBarred(member_id=member.id, customer_id=member.customer_id))
    return replace(member, **blocked).shown()


@writes("community:moderate", refusals=(MemberNotFound,))
async def unblock_member(unit: Unit, command: UnblockMember) -> CommunityMember:
    """Let a member write again."""
    member = await _found(unit, command.member_id)
    free = {"blocked_at": None, "blocked_reason": None}
    member_store.change_person(unit, member.person_id, **free)
    unit.emit(MemberLetIn(member_id=member.id, customer_id=member.customer_id))
    return replace(member, **free).shown()


async def held(unit: Unit, ref: CustomerRef) -> Member:
    """Return the member that a customer is, from now on if not before.

    Nobody else writes as this customer, or moderates them, until the unit ends.
    """
    customer_id = await customers.resolve(unit, ref)
    become = await customers.lock(unit, [customer_id])
    if become.get(customer_id) != customer_id:
        raise CustomerNotFound
    names = await customers.names_of(unit, customer_id)
    if await customers.restricted(unit, names):
        raise MemberRestricted
    found = await member_store.theirs(unit, names)
    if found:
        return as_one(found, customer_id)
    new = newcomer(unit, customer_id)
    await member_store.add(unit, new)
    return new


def as_one(found: Sequence[Member], customer_id: CustomerId) -> Member:
    """Return who members are that turned out to be one customer.

    By whichever of them they were blocked, they are.
    """
    barred = next((each for each in found if each.blocked_at is not None), found[0])
    return replace(
        found[0],
        customer_id=customer_id,
        blocked_at=barred.blocked_at,
        blocked_reason=barred.blocked_reason,
    )


def newcomer(unit: Unit, customer_id: CustomerId) -> Member:
    """Return the member that a customer becomes, who has no name yet."""
    new_id = unit.new_id("mbr")
    return Member(
        id=new_id,
        customer_id=customer_id,
        person_id=new_id,
        name=None,
        joined_at=unit.now,
        blocked_at=None,
        blocked_reason=None,
    )


async def writing(unit: Unit, ref: CustomerRef) -> Member:
    """Return the same, if the shop lets them write."""
    member = await held(unit, ref)
    if member.blocked_at is not None:
        raise MemberBlocked(member.blocked_reason)
    return member


async def all_of(unit: Unit, member: Member) -> list[MemberId]:
    """Return all members that the person is whom a member is."""
    return [each.id for each in await member_store.of_person(unit, member.person_id)]


async def author(unit: Unit, contribution_id: ContributionId) -> Member | None:
    """Return who wrote something, and keep others from writing as them.

    Nobody did whom the shop is, and nobody is left who was erased.
    """
    customer_id = await store.author(unit, contribution_id)
    if customer_id is None:
        return None
    become = await customers.lock(unit, [customer_id])
    kept = become.get(customer_id)
    if kept is None or await customers.gone(unit, [kept]):
        return None
    names = await customers.names_of(unit, kept)
    found = await member_store.theirs(unit, names)
    return as_one(found, kept)


async def known(unit: Unit, customer_id: CustomerId) -> Member:
    """Return the member that a customer is, or refuse."""
    names = await customers.names_of(unit, customer_id)
    found = await member_store.theirs(unit, names)
    if not found:
        raise MemberNotFound
    return as_one(found, customer_id)


async def _found(unit: Unit, member_id: str) -> Member:
    found = await member_store.find(unit, member_id)
    if found is None or found.joined_at is None:
        raise MemberNotFound
    return found
