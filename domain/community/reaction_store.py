"""The SQL of reactions: one function, one statement, one type."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from domain.community.model import ContributionId, MemberId
from domain.community.standing import ContributionReaction, ReactionCount
from domain.community.tables import community_members as members
from domain.community.tables import community_reactions as reactions
from domain.kernel import Unit


async def put(
    unit: Unit,
    contribution_id: ContributionId,
    member_id: MemberId,
    reaction: ContributionReaction,
) -> None:
    """Write down what somebody thinks of something."""
    row: dict[str, Any] = {
        "contribution_id": contribution_id,
        "member_id": member_id,
        "reaction": reaction,
        "reacted_at": unit.now,
    }
    new = insert(reactions).values(row)
    key = reactions.primary_key
    await unit.run(new.on_conflict_do_update(constraint=key, set_=row))


async def drop(
    unit: Unit, contribution_id: ContributionId, ids: Sequence[MemberId]
) -> None:
    """Forget what a person thinks of something, by whichever member."""
    theirs = delete(reactions).where(
        reactions.c.contribution_id == contribution_id,
        reactions.c.member_id.in_(list(ids)),
    )
    await unit.run(theirs)


async def counts(
    unit: Unit, contribution_id: ContributionId
) -> tuple[ReactionCount, ...]:
    """Return what how many people think of something."""
    people = (
        select(
            reactions.c.reaction,
            func.count(members.c.person_id.distinct()).label("people"),
        )
        .where(
            reactions.c.contribution_id == contribution_id,
            members.c.id == reactions.c.member_id,
        )
        .group_by(reactions.c.reaction)
        .order_by(reactions.c.reaction)
    )
    return await unit.all(ReactionCount, people)
