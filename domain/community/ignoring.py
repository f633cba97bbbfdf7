"""Ignoring: whom somebody would rather not read, they do not read."""

from domain import customers
from domain.community import ignore_store, member_store, membership
from domain.community.asking import HeedMember, IgnoredOf, IgnoreMember
from domain.community.model import IgnoredMembers, MemberId
from domain.community.refusals import (
    MemberNotFound,
    MemberRestricted,
    TooManyIgnored,
)
from domain.customers import CustomerNotFound
from domain.kernel import Unit, reads, writes

OF_ONE = (CustomerNotFound, MemberRestricted, MemberNotFound)


@writes("community:write", refusals=(*OF_ONE, TooManyIgnored), subject="customer_id")
async def ignore(unit: Unit, command: IgnoreMember) -> IgnoredMembers:
    """Read nothing more of a member, and not be told when they mention one."""
    member = await membership.held(unit, command.customer_id)
    await _refuse_unknown(unit, command.member_id)
    theirs = await membership.all_of(unit, member)
    ignored = await ignore_store.of(unit, theirs)
    if len(ignored) >= ignore_store.IGNORED_MAX:
        raise TooManyIgnored(ignore_store.IGNORED_MAX)
    await ignore_store.add(unit, member.id, command.member_id)
    return IgnoredMembers(member_ids=await ignore_store.of(unit, theirs))


@writes("community:write", refusals=OF_ONE, subject="customer_id")
async def heed(unit: Unit, command: HeedMember) -> IgnoredMembers:
    """Read a member again."""
    member = await membership.held(unit, command.customer_id)
    await _refuse_unknown(unit, command.member_id)
    theirs = await membership.all_of(unit, member)
    await ignore_store.drop(unit, theirs, command.member_id)
    return IgnoredMembers(member_ids=await ignore_store.of(unit, theirs))


@reads("community:write", refusals=(CustomerNotFound,), subject="customer_id")
async def ignored_of(unit: Unit, command: IgnoredOf) -> IgnoredMembers:
    """Tell whom a customer does not read."""
    customer_id = await customers.resolve(unit, command.customer_id)
    names = await customers.names_of(unit, customer_id)
    ids = [each.id for each in await member_store.theirs(unit, names)]
    return IgnoredMembers(member_ids=await ignore_store.of(unit, ids))


async def _refuse_unknown(unit: Unit, member_id: MemberId) -> None:
    found = await member_store.find(unit, member_id)
    if found is None or found.joined_at is None:
        raise MemberNotFound
