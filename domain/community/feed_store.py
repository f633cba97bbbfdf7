"""The SQL of what everybody sees: one function, one statement, one type."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, or_, select, tuple_

from domain import customers
from domain.community.asking import ListContributions
from domain.community.model import (
    Contribution,
    ContributionAuthor,
    ContributionId,
    ContributionKind,
    ContributionState,
    MemberId,
)
from domain.community.tables import community_members as members
from domain.community.tables import contributions
from domain.kernel import Unit
from domain.kernel.tables import Id

REPLIES = contributions.alias("replies")
TEXT = func.coalesce(contributions.c.body, contributions.c.quote)
PLACE = (contributions.c.published_at, contributions.c.id)
# Whose data is stored and nothing else is not shown either.
VISIBLE = (
    contributions.c.state == ContributionState.PUBLISHED,
    TEXT.is_not(None),
    or_(
        contributions.c.member_id.is_(None),
        customers.unrestricted(members.c.customer_id),
    ),
)
SHOWN: Any = (
    select(
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
        select(func.count())
        .where(REPLIES.c.parent_id == contributions.c.id)
        .where(REPLIES.c.state == ContributionState.PUBLISHED)
        .scalar_subquery()
        .label("replies"),
        contributions.c.published_at,
        contributions.c.edited_at,
    )
    .select_from(
        contributions.outerjoin(members, members.c.id == contributions.c.member_id)
    )
    .where(*VISIBLE)
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list one goes on."""

    at: datetime
    contribution_id: ContributionId


async def find(unit: Unit, contribution_id: ContributionId) -> Contribution | None:
    """Return something that everybody sees."""
    this = SHOWN.where(contributions.c.id == contribution_id)
    found = await unit.one(_Row, this)
    return None if found is None else _shown(found)


async def page(
    unit: Unit, asked: ListContributions, after: Place | None
) -> tuple[Contribution, ...]:
    """Return what everybody sees, newest first, or replies in turn; and one more."""
    these = SHOWN
    if asked.kind is not None:
        these = these.where(contributions.c.kind == asked.kind)
    if asked.product_id is not None:
        these = these.where(contributions.c.product_id == asked.product_id)
    if asked.reusable is not None:
        these = these.where(
            contributions.c.reusable_since.is_not(None) == asked.reusable
        )
    if asked.parent_id is not None:
        these = these.where(contributions.c.parent_id == asked.parent_id)
        these = these.order_by(*PLACE)
    else:
        these = these.order_by(*(each.desc() for each in PLACE))
    if after is not None:
        last = tuple_(literal(after.at), literal(after.contribution_id, Id("cbn")))
        here = tuple_(*PLACE)
        on = here > last if asked.parent_id is not None else here < last
        these = these.where(on)
    found = await unit.all(_Row, these.limit(asked.limit + 1))
    return tuple(map(_shown, found))


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
    text: str
    rating: int | None
    verified: bool
    reusable: bool
    replies: int
    published_at: datetime
    edited_at: datetime | None


def _shown(row: _Row) -> Contribution:
    """Return a contribution as everybody sees it: of whom is gone, no name."""
    said = asdict(row)
    for each in ("member_id", "joined_at", "name"):
        del said[each]
    author = ContributionAuthor(
        member_id=None if row.joined_at is None else row.member_id,
        name=None if row.joined_at is None else row.name,
        is_shop=row.member_id is None,
    )
    return Contribution(author=author, **said)
