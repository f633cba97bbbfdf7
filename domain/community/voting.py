"""Voting: one person, one vote, which nothing buys and nothing weighs."""

from datetime import datetime

from domain import customers
from domain.community import idea_store, member_store, membership, store
from domain.community.events import IdeaStatusChanged, IdeaVoted, IdeaVoteWithdrawn
from domain.community.idea import (
    IdeaStanding,
    IdeaVote,
    IdeaVotes,
    SetIdeaStatus,
    VoteForIdea,
    VotesOf,
    WithdrawVote,
)
from domain.community.model import ContributionId, ContributionKind, ContributionState
from domain.community.refusals import (
    ContributionNotFound,
    IdeaClosed,
    MemberBlocked,
    MemberRestricted,
)
from domain.community.standing import CLOSED, IdeaStatus
from domain.community.store import Row
from domain.customers import CustomerNotFound
from domain.kernel import (
    BadCursor,
    FieldError,
    Malformed,
    Page,
    Unit,
    pages,
    reads,
    writes,
)

OF_ONE = (CustomerNotFound, MemberRestricted, ContributionNotFound)


@writes(
    "community:write",
    refusals=(*OF_ONE, MemberBlocked, IdeaClosed),
    subject="customer_id",
)
async def vote(unit: Unit, command: VoteForIdea) -> IdeaVotes:
    """Be for an idea; whoever is already has no second vote."""
    member = await membership.writing(unit, command.customer_id)
    idea = await _idea(unit, command.contribution_id)
    standing = await idea_store.standing(unit, idea.id)
    if standing is not None and standing.status in CLOSED:
        raise IdeaClosed(standing.status)
    # Whoever is held here votes nowhere else, by whichever member of theirs.
    theirs = await membership.all_of(unit, member)
    if not await idea_store.has_voted(unit, idea.id, theirs):
        await idea_store.add_vote(unit, idea.id, member.id)
        unit.emit(IdeaVoted(contribution_id=idea.id, customer_id=member.customer_id))
    votes = await idea_store.count(unit, idea.id)
    return IdeaVotes(contribution_id=idea.id, votes=votes, voted=True)


@writes("community:write", refusals=OF_ONE, subject="customer_id")
async def withdraw_vote(unit: Unit, command: WithdrawVote) -> IdeaVotes:
    """Be for an idea no more; not to have been is as well."""
    member = await membership.held(unit, command.customer_id)
    idea = await _idea(unit, command.contribution_id)
    theirs = await membership.all_of(unit, member)
    if await idea_store.drop_votes(unit, idea.id, theirs):
        gone = IdeaVoteWithdrawn(
            contribution_id=idea.id, customer_id=member.customer_id
        )
        unit.emit(gone)
    votes = await idea_store.count(unit, idea.id)
    return IdeaVotes(contribution_id=idea.id, votes=votes, voted=False)


@reads("community:write", refusals=(CustomerNotFound, BadCursor), subject="customer_id")
async def votes_of(unit: Unit, command: VotesOf) -> Page[IdeaVote]:
    """Tell for which ideas a customer is, newest first."""
    customer_id = await customers.resolve(unit, command.customer_id)
    names = await customers.names_of(unit, customer_id)
    ids = [each.id for each in await member_store.theirs(unit, names)]
    after = command.after and pages.place(
        command.after, tuple[datetime, ContributionId]
    )
    rows = await idea_store.votes_of(unit, ids, after or None, command.limit)
    return pages.page(
        rows, command.limit, lambda each: (each.voted_at, each.contribution_id)
    )


@writes("community:moderate", refusals=(Malformed, ContributionNotFound))
async def set_idea_status(unit: Unit, command: SetIdeaStatus) -> IdeaStanding:
    """Say what the shop does about an idea, and tell who had it."""
    held = await store.hold(unit, command.contribution_id)
    if held is None or held.kind is not ContributionKind.IDEA:
        raise ContributionNotFound
    if command.status is IdeaStatus.DECLINED and command.reason is None:
        told = "Whoever had the idea is told why."
        raise Malformed((FieldError(pointer="/reason", detail=told),))
    said = IdeaStanding(
        contribution_id=held.id,
        status=command.status,
        reason=command.reason,
        changed_at=unit.now,
    )
    idea_store.put(unit, said)
    unit.emit(
        IdeaStatusChanged(
            contribution_id=held.id,
            customer_id=await store.author(unit, held.id),
            status=said.status,
            reason=said.reason,
        )
    )
    return said


async def _idea(unit: Unit, contribution_id: ContributionId) -> Row:
    found = await store.find(unit, contribution_id)
    if (
        found is None
        or found.kind is not ContributionKind.IDEA
        or found.state is not ContributionState.PUBLISHED
    ):
        raise ContributionNotFound
    return found
