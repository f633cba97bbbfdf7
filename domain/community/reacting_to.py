"""Reacting to something: what one thinks of it, without a word."""

from domain.community import membership, reaction_store, store
from domain.community.model import ContributionId, ContributionState
from domain.community.reaction import (
    ContributionReactions,
    ReactTo,
    WithdrawReaction,
)
from domain.community.refusals import (
    ContributionNotFound,
    MemberBlocked,
    MemberRestricted,
)
from domain.community.standing import ContributionReaction
from domain.customers import CustomerNotFound
from domain.kernel import Unit, writes

OF_ONE = (CustomerNotFound, MemberRestricted, ContributionNotFound)


@writes("community:write", refusals=(*OF_ONE, MemberBlocked), subject="customer_id")
async def react(unit: Unit, command: ReactTo) -> ContributionReactions:
    """Say what one thinks of something; one thing at a time."""
    member = await membership.writing(unit, command.customer_id)
    await _refuse_unseen(unit, command.contribution_id)
    theirs = await membership.all_of(unit, member)
    await reaction_store.drop(unit, command.contribution_id, theirs)
    await reaction_store.put(unit, command.contribution_id, member.id, command.reaction)
    return await _shown(unit, command.contribution_id, command.reaction)


@writes("community:write", refusals=OF_ONE, subject="customer_id")
async def withdraw_reaction(
    unit: Unit, command: WithdrawReaction
) -> ContributionReactions:
    """Think nothing of something any more."""
    member = await membership.held(unit, command.customer_id)
    await _refuse_unseen(unit, command.contribution_id)
    theirs = await membership.all_of(unit, member)
    await reaction_store.drop(unit, command.contribution_id, theirs)
    return await _shown(unit, command.contribution_id, None)


async def _refuse_unseen(unit: Unit, contribution_id: ContributionId) -> None:
    found = await store.find(unit, contribution_id)
    if found is None or found.state is not ContributionState.PUBLISHED:
        raise ContributionNotFound


async def _shown(
    unit: Unit, contribution_id: ContributionId, own: ContributionReaction | None
) -> ContributionReactions:
    counts = await reaction_store.counts(unit, contribution_id)
    return ContributionReactions(
        contribution_id=contribution_id, reactions=counts, own=own
    )
