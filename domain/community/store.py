"""The SQL of contributions: one function, one statement, one type."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, true, update
from sqlalchemy.dialects.postgresql import insert

from domain.community import rules
from domain.community.feed_statement import vector
from domain.community.model import (
    ContributionId,
    ContributionKind,
    ContributionState,
    ContributionText,
    MemberId,
    RejectionReason,
)
from domain.community.tables import community_members as members
from domain.community.tables import contributions
from domain.kernel import CustomerId, Unit, sets
from domain.kernel.rows import view


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A contribution as it is stored, but for what it says; unless told, a new one."""

    id: ContributionId
    kind: ContributionKind
    member_id: MemberId | None
    parent_id: ContributionId | None
    product_id: str | None
    rating: int | None = None
    verified: bool = False
    reusable_since: datetime | None = None
    state: ContributionState = ContributionState.HELD
    reason: RejectionReason | None = None
    note: str | None = None
    appealed_at: datetime | None = None
    event_id: str | None = None
    written_on: date
    written_at: datetime
    published_at: datetime | None = None
    edited_at: datetime | None = None
    version: int = 1
    # Whether it may count for what the shop gives for contributions.
    counts: bool = True


@dataclass(frozen=True, slots=True)
class _Owner:
    customer_id: CustomerId | None


@dataclass(frozen=True, slots=True)
class _Counted:
    person_id: MemberId
    written_on: date
    counted: int


ROWS = view(contributions, Row)
_DAYS = sets.given(members.c.person_id, contributions.c.written_on, name="days")
_OF_DAY = (
    select(func.count().label("counted"))
    .where(members.c.person_id == _DAYS.c.person_id)
    .where(contributions.c.member_id == members.c.id)
    .where(contributions.c.written_on == _DAYS.c.written_on)
    .where(contributions.c.event_id.is_not(None))
    .lateral("of_day")
)
COUNTED = select(*_DAYS.c, _OF_DAY.c.counted).select_from(_DAYS.join(_OF_DAY, true()))


async def add(unit: Unit, row: Row) -> None:
    """Write a contribution down, of which nothing is published yet."""
    values = {each: getattr(row, each) for each in Row.__dataclass_fields__}
    await unit.run(insert(contributions).values(values))


async def find(unit: Unit, contribution_id: ContributionId) -> Row | None:
    """Return a contribution."""
    return await unit.one(Row, ROWS.where(contributions.c.id == contribution_id))


async def hold(unit: Unit, contribution_id: ContributionId) -> Row | None:
    """Return a contribution and keep others from changing it until the unit ends."""
    this = ROWS.where(contributions.c.id == contribution_id)
    return await unit.one(Row, this.with_for_update())


async def author(unit: Unit, contribution_id: ContributionId) -> CustomerId | None:
    """Return which customer wrote something, if one did."""
    this = select(members.c.customer_id).where(
        contributions.c.id == contribution_id,
        members.c.id == contributions.c.member_id,
    )
    found = await unit.one(_Owner, this)
    return None if found is None else found.customer_id


def change(unit: Unit, contribution_id: ContributionId, **values: Any) -> None:
    """Write down what is different of a contribution."""
    this = update(contributions).where(contributions.c.id == contribution_id)
    unit.write(this.values(values))


def show(unit: Unit, row: Row, text: ContributionText, **values: Any) -> None:
    """Let everybody read a version of a contribution."""
    if row.kind in rules.QUOTED:
        hide(unit, row.id, quote=text.text, **values)
        return
    words = f"{text.title or ''} {text.text}"
    said = {"title": text.title, "body": text.text, "search": vector(words)}
    change(unit, row.id, **said, **values)


def hide(unit: Unit, contribution_id: ContributionId, **values: Any) -> None:
    """Let nobody read what a contribution says."""
    nothing = {"title": None, "body": None, "quote": None, "search": None}
    change(unit, contribution_id, **nothing | values)


async def counted(
    unit: Unit, days: Sequence[tuple[MemberId, date]]
) -> dict[tuple[MemberId, date], int]:
    """Return how many contributions of persons count that were written on days."""
    given = {
        "person_id_of": [person_id for person_id, _ in days],
        "written_on_of": [day for _, day in days],
    }
    found = await unit.all(_Counted, COUNTED, **given) if days else ()
    return {(each.person_id, each.written_on): each.counted for each in found}


async def reviewed(
    unit: Unit, person_id: MemberId, product_id: str
) -> ContributionId | None:
    """Return a person's review of a product that they did not take back."""
    theirs = select(contributions.c.id).where(
        contributions.c.member_id == members.c.id,
        members.c.person_id == person_id,
        contributions.c.kind == ContributionKind.REVIEW,
        contributions.c.product_id == product_id,
        contributions.c.state != ContributionState.WITHDRAWN,
    )
    found: ContributionId | None = await unit.value(theirs.limit(1))
    return found
