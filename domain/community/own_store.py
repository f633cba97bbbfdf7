"""The SQL of what one wrote oneself: one function, one statement, one type."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select, true, tuple_

from domain import customers
from domain.community.model import (
    ContributionId,
    ContributionKind,
    MemberId,
    OwnContribution,
    WrittenReview,
)
from domain.community.tables import community_members as members
from domain.community.tables import community_texts as texts
from domain.community.tables import contributions
from domain.kernel import CustomerId, Unit, sets, walks
from domain.kernel.tables import Id

_LATEST = (
    select(texts.c.title, texts.c.body)
    .where(texts.c.contribution_id == contributions.c.id)
    .order_by(texts.c.version.desc())
    .limit(1)
    .lateral("latest")
)
OWNERS = sets.given(members.c.customer_id, name="owners")
OWN: Any = select(
    contributions.c.id,
    contributions.c.kind,
    contributions.c.parent_id,
    contributions.c.product_id,
    _LATEST.c.title,
    _LATEST.c.body.label("text"),
    contributions.c.rating,
    contributions.c.verified,
    contributions.c.reusable_since.is_not(None).label("reusable"),
    contributions.c.state,
    contributions.c.reason,
    contributions.c.note,
    contributions.c.event_id.is_not(None).label("counted"),
    contributions.c.appealed_at,
    contributions.c.written_at,
    contributions.c.edited_at,
    contributions.c.version,
).select_from(
    contributions.join(members, members.c.id == contributions.c.member_id).join(
        _LATEST, true()
    )
)
REVIEWS = OWN.add_columns(members.c.customer_id).where(
    contributions.c.kind == ContributionKind.REVIEW,
    customers.unrestricted(members.c.customer_id),
)
THEIRS = OWN.where(members.c.customer_id.in_(select(OWNERS.c.customer_id)))


async def one(unit: Unit, contribution_id: ContributionId) -> OwnContribution | None:
    """Return something that some customer wrote."""
    this = OWN.where(contributions.c.id == contribution_id)
    return await unit.one(OwnContribution, this)


async def theirs(
    unit: Unit, names: Sequence[CustomerId], contribution_id: ContributionId
) -> OwnContribution | None:
    """Return something, if a customer wrote it, by whichever of their ids."""
    this = THEIRS.where(contributions.c.id == contribution_id)
    return await unit.one(OwnContribution, this, customer_id_of=list(names))


async def page(
    unit: Unit,
    names: Sequence[CustomerId],
    before: tuple[datetime, ContributionId] | None,
    limit: int,
) -> tuple[OwnContribution, ...]:
    """Return what a customer wrote, newest first, and one more."""
    order = (contributions.c.written_at, contributions.c.id)
    newest = THEIRS.order_by(*(each.desc() for each in order))
    if before is not None:
        at, last_id = before
        last = tuple_(literal(at), literal(last_id, Id("cbn")))
        newest = newest.where(tuple_(*order) < last)
    return await unit.all(
        OwnContribution, newest.limit(limit + 1), customer_id_of=list(names)
    )


async def reviews_after(
    unit: Unit, after: str | None, limit: int
) -> tuple[WrittenReview, ...]:
    """Return reviews of those who are there, and whose data may be used."""
    piece = walks.following(REVIEWS, contributions.c.id, after, limit)
    return await unit.all(WrittenReview, piece)


async def written_by(
    unit: Unit, member_id: MemberId, contribution_id: ContributionId
) -> bool:
    """Tell whether the person whom a member is wrote something that is there yet."""
    who = members.alias("who")
    this = select(literal(value=True)).where(
        contributions.c.id == contribution_id,
        contributions.c.member_id == members.c.id,
        who.c.id == member_id,
        who.c.person_id == members.c.person_id,
        texts.c.contribution_id == contributions.c.id,
    )
    return bool(await unit.value(this.limit(1)))
