"""The SQL of what everybody sees: one function, one statement, one type."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, or_, select, tuple_

from domain.community.asking import ListContributions
from domain.community.feed_statement import (
    REPLIED_TO,
    STANDS,
    seen_by,
    wanted,
    with_absence,
)
from domain.community.model import (
    Contribution,
    ContributionAbsence,
    ContributionAuthor,
    ContributionId,
    ContributionKind,
    FeedOrder,
    MemberId,
)
from domain.community.standing import ContributionReaction, IdeaStatus, ReactionCount
from domain.community.tables import community_ideas as ideas
from domain.community.tables import contributions
from domain.kernel import CustomerId, Unit
from domain.kernel.tables import Id


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list one goes on: after how new, or how wanted, something is."""

    at: datetime | int
    contribution_id: ContributionId


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    id: ContributionId
    kind: ContributionKind
    parent_id: ContributionId | None
    member_id: MemberId | None
    joined_at: datetime | None
    name: str | None
    product_id: str | None
    title: str | None
    text: str | None
    rating: int | None
    verified: bool
    reusable: bool
    status: IdeaStatus | None
    status_reason: str | None
    votes: int
    reactions: dict[str, int] | None
    replies: int
    published_at: datetime
    edited_at: datetime | None
    absence: str | None


async def find(
    unit: Unit, contribution_id: ContributionId, readers: Sequence[CustomerId]
) -> Contribution | None:
    """Return something that a person sees, or where it stood if there are replies."""
    seen = seen_by(readers)
    this = with_absence(seen).where(contributions.c.id == contribution_id)
    found = await unit.one(_Row, this.where(or_(seen, REPLIED_TO)))
    return None if found is None else _shown(found)


async def those(unit: Unit, ids: Sequence[ContributionId]) -> tuple[Contribution, ...]:
    """Return those of these that everybody sees."""
    these = with_absence(STANDS).where(contributions.c.id.in_(list(ids)))
    return tuple(map(_shown, await unit.all(_Row, these.where(STANDS))))


async def page(
    unit: Unit,
    asked: ListContributions,
    after: Place | None,
    readers: Sequence[CustomerId],
) -> tuple[Contribution, ...]:
    """Return what a person sees, in the order that is asked for, and one more.

    Within a conversation, what was replied to and is not seen keeps its place.
    """
    seen = _asked(asked, readers).subquery("seen")
    by_votes = asked.order is FeedOrder.VOTES
    order = (seen.c.votes if by_votes else seen.c.published_at, seen.c.id)
    these = select(seen)
    # A conversation is read from its beginning.
    from_first = asked.parent_id is not None and not by_votes
    if after is not None:
        last = tuple_(literal(after.at), literal(after.contribution_id, Id("cbn")))
        here = tuple_(*order)
        these = these.where(here > last if from_first else here < last)
    ordered = order if from_first else tuple(each.desc() for each in order)
    found = await unit.all(_Row, these.order_by(*ordered).limit(asked.limit + 1))
    return tuple(map(_shown, found))


def _asked(asked: ListContributions, readers: Sequence[CustomerId]) -> Any:
    seen = seen_by(readers)
    # Whether words are in what nobody sees is nobody's business.
    threaded = asked.parent_id is not None and asked.words is None
    placed = or_(seen, REPLIED_TO) if threaded else seen
    these = with_absence(seen).where(placed)
    for name in ("kind", "product_id", "parent_id"):
        value = getattr(asked, name)
        if value is not None:
            these = these.where(contributions.c[name] == value)
    if asked.order is FeedOrder.VOTES:
        these = these.where(contributions.c.kind == ContributionKind.IDEA)
    if asked.reusable is not None:
        agreed = contributions.c.reusable_since.is_not(None)
        these = these.where(agreed == asked.reusable)
    if asked.status is not None:
        status = func.coalesce(ideas.c.status, IdeaStatus.OPEN.value)
        these = these.where(contributions.c.kind == ContributionKind.IDEA)
        these = these.where(status == asked.status.value)
    if asked.words is not None:
        these = these.where(contributions.c.search.op("@@")(wanted(asked.words)))
    return these


def _shown(row: _Row) -> Contribution:
    """Return a contribution as everybody sees it: of whom is gone, no name."""
    if row.absence is not None:
        return _absent(row, ContributionAbsence(row.absence))
    said = asdict(row)
    for each in ("member_id", "joined_at", "name", "reactions"):
        del said[each]
    author = ContributionAuthor(
        member_id=None if row.joined_at is None else row.member_id,
        name=None if row.joined_at is None else row.name,
        is_shop=row.member_id is None,
    )
    if row.kind is ContributionKind.IDEA:
        said["status"] = row.status or IdeaStatus.OPEN
    else:
        said["votes"] = None
    reactions = tuple(
        ReactionCount(reaction=ContributionReaction(name), people=people)
        for name, people in sorted((row.reactions or {}).items())
    )
    return Contribution(author=author, reactions=reactions, **said)


def _absent(row: _Row, absence: ContributionAbsence) -> Contribution:
    """Return where something stood, and nothing of what it said and of whom it was."""
    return Contribution(
        id=row.id,
        kind=row.kind,
        parent_id=row.parent_id,
        author=ContributionAuthor(member_id=None, name=None, is_shop=False),
        product_id=None,
        title=None,
        text="",
        rating=None,
        verified=False,
        reusable=False,
        status=None,
        status_reason=None,
        votes=None,
        reactions=(),
        replies=row.replies,
        published_at=row.published_at,
        edited_at=None,
        absence=absence,
    )
