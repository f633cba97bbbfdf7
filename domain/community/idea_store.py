"""The SQL of ideas and votes: one function, one statement, one type."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from domain.community.idea import IdeaStanding, IdeaVote
from domain.community.model import ContributionId, MemberId
from domain.community.tables import community_ideas as ideas
from domain.community.tables import community_members as members
from domain.community.tables import community_votes as votes
from domain.kernel import Unit
from domain.kernel.rows import view
from domain.kernel.tables import Id


async def has_voted(
    unit: Unit, contribution_id: ContributionId, ids: Sequence[MemberId]
) -> bool:
    """Tell whether a person is for an idea, by whichever member."""
    theirs = select(votes.c.member_id).where(
        votes.c.contribution_id == contribution_id, votes.c.member_id.in_(list(ids))
    )
    return await unit.value(theirs.limit(1)) is not None


async def add_vote(
    unit: Unit, contribution_id: ContributionId, member_id: MemberId
) -> None:
    """Write a vote down."""
    row = {
        "contribution_id": contribution_id,
        "member_id": member_id,
        "voted_at": unit.now,
    }
    await unit.run(insert(votes).values(row).on_conflict_do_nothing())


async def drop_votes(
    unit: Unit, contribution_id: ContributionId, ids: Sequence[MemberId]
) -> int:
    """Take back the votes of a person, by whichever member; return how many."""
    theirs = delete(votes).where(
        votes.c.contribution_id == contribution_id, votes.c.member_id.in_(list(ids))
    )
    return await unit.run(theirs)


async def count(unit: Unit, contribution_id: ContributionId) -> int:
    """Return how many people are for an idea."""
    people = select(func.count(members.c.person_id.distinct())).where(
        votes.c.contribution_id == contribution_id, members.c.id == votes.c.member_id
    )
    return int(await unit.value(people))


async def votes_of(
    unit: Unit,
    ids: Sequence[MemberId],
    before: tuple[datetime, ContributionId] | None,
    limit: int,
) -> tuple[IdeaVote, ...]:
    """Return for what a person voted, newest first, and one more."""
    order = (votes.c.voted_at, votes.c.contribution_id)
    newest = (
        view(votes, IdeaVote)
        .where(votes.c.member_id.in_(list(ids)))
        .order_by(*(each.desc() for each in order))
    )
    if before is not None:
        at, last_id = before
        last = tuple_(literal(at), literal(last_id, Id("cbn")))
        newest = newest.where(tuple_(*order) < last)
    return await unit.all(IdeaVote, newest.limit(limit + 1))


async def standing(unit: Unit, contribution_id: ContributionId) -> IdeaStanding | None:
    """Return what the shop does about an idea, if it said so."""
    this = view(ideas, IdeaStanding).where(ideas.c.contribution_id == contribution_id)
    return await unit.one(IdeaStanding, this)


def put(unit: Unit, said: IdeaStanding) -> None:
    """Write down what the shop does about an idea."""
    row = {each: getattr(said, each) for each in IdeaStanding.__dataclass_fields__}
    new = insert(ideas).values(row)
    key = ideas.primary_key
    unit.write(new.on_conflict_do_update(constraint=key, set_=row))
