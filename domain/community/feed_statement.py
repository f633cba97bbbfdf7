"""The statement of what everybody sees, and the conditions that narrow it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from domain import customers
from domain.community.model import ContributionAbsence, ContributionState
from domain.community.tables import community_ideas as ideas
from domain.community.tables import community_ignores as ignores
from domain.community.tables import community_members as members
from domain.community.tables import community_reactions as reactions
from domain.community.tables import community_votes as votes
from domain.community.tables import contributions
from domain.kernel import CustomerId

DUTCH: Any = literal_column("'dutch'::regconfig", Text())
ENGLISH: Any = literal_column("'english'::regconfig", Text())

TEXT = func.coalesce(contributions.c.body, contributions.c.quote)
REPLIES = contributions.alias("replies")
VOTERS, REACTORS = members.alias("voters"), members.alias("reactors")
VOTES = (
    select(func.count(VOTERS.c.person_id.distinct()))
    .where(votes.c.contribution_id == contributions.c.id)
    .where(VOTERS.c.id == votes.c.member_id)
    .scalar_subquery()
)
BY_REACTION = (
    select(
        reactions.c.reaction,
        func.count(REACTORS.c.person_id.distinct()).label("people"),
    )
    .where(reactions.c.contribution_id == contributions.c.id)
    .where(REACTORS.c.id == reactions.c.member_id)
    .group_by(reactions.c.reaction)
    .correlate(contributions)
    .subquery("by_reaction")
)
REACTIONS = select(
    func.jsonb_object_agg(BY_REACTION.c.reaction, BY_REACTION.c.people)
).scalar_subquery()
ANSWERS = (
    select(func.count())
    .where(REPLIES.c.parent_id == contributions.c.id)
    .where(REPLIES.c.state == ContributionState.PUBLISHED)
    .scalar_subquery()
)
# What stands where it is read. Whose data is stored and nothing else is not shown.
STANDS = and_(
    contributions.c.state == ContributionState.PUBLISHED,
    TEXT.is_not(None),
    or_(
        contributions.c.member_id.is_(None),
        customers.unrestricted(members.c.customer_id),
    ),
)
# What was read once and was replied to keeps its place, so that replies have theirs.
REPLIED_TO = and_(
    contributions.c.published_at.is_not(None),
    exists(
        select(REPLIES.c.id).where(
            REPLIES.c.parent_id == contributions.c.id,
            REPLIES.c.published_at.is_not(None),
        )
    ),
)
ALL: Any = select(
    contributions.c.id,
    contributions.c.kind,
    contributions.c.parent_id,
    contributions.c.member_id,
    members.c.joined_at,
    members.c.name,
    contributions.c.product_id,
    contributions.c.title,
    TEXT.label("text"),
    contributions.c.rating,
    contributions.c.verified,
    contributions.c.reusable_since.is_not(None).label("reusable"),
    ideas.c.status,
    ideas.c.reason.label("status_reason"),
    VOTES.label("votes"),
    REACTIONS.label("reactions"),
    ANSWERS.label("replies"),
    contributions.c.published_at,
    contributions.c.edited_at,
).select_from(
    contributions.outerjoin(
        members, members.c.id == contributions.c.member_id
    ).outerjoin(ideas, ideas.c.contribution_id == contributions.c.id)
)


def seen_by(readers: Sequence[CustomerId]) -> ColumnElement[bool]:
    """Return the condition that whoever reads, by all ids, is shown what it says."""
    return and_(STANDS, _unignored(readers)) if readers else STANDS


def with_absence(seen: ColumnElement[bool]) -> Any:
    """Return the statement of all there is; what is not seen says why it is absent."""
    state = contributions.c.state
    why = case(
        (state == ContributionState.WITHDRAWN, ContributionAbsence.WITHDRAWN.value),
        (state == ContributionState.REJECTED, ContributionAbsence.REMOVED.value),
        (~seen, ContributionAbsence.HIDDEN.value),
    )
    return ALL.add_columns(why.label("absence"))


def _unignored(readers: Sequence[CustomerId]) -> ColumnElement[bool]:
    reader = members.alias("reader")
    ignoring = select(ignores.c.ignored_id).where(
        reader.c.customer_id.in_(list(readers)),
        ignores.c.member_id == reader.c.id,
        ignores.c.ignored_id == contributions.c.member_id,
    )
    return ~exists(ignoring)


def vector(words: str) -> Any:
    """Return the words of a text, in whichever of the two languages it is."""
    return func.to_tsvector(DUTCH, words).op("||")(func.to_tsvector(ENGLISH, words))


def wanted(words: str) -> Any:
    """Return what a search is for, in whichever of the two languages it is."""
    dutch = func.websearch_to_tsquery(DUTCH, words)
    return dutch.op("||")(func.websearch_to_tsquery(ENGLISH, words))
