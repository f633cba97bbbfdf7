"""The SQL of what is brought by thousands: each statement for all rows of a chunk."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, insert, null, select, true

from domain.community.feed_statement import vector
from domain.community.member_store import MEMBERS, Member
from domain.community.model import (
    ContributionId,
    ContributionKind,
    ContributionState,
    ContributionText,
    MemberId,
)
from domain.community.store import Row
from domain.community.tables import community_members as members
from domain.community.tables import community_texts as texts
from domain.community.tables import contributions
from domain.kernel import CustomerId, Unit, sets
from domain.kernel.records import bare, encoded, insertion, records
from domain.kernel.rows import view

# Of one person, of one product: one that is there, and those that they took back.
REVIEWS_MAX = 100
OWNERS = sets.given(members.c.customer_id, name="owners")
_MEMBER = sets.found("member", MEMBERS, members.c.customer_id == OWNERS.c.customer_id)
OWNED = view(_MEMBER, Member).select_from(OWNERS.join(_MEMBER, true()))
JOIN = insertion(*sets.whole(members)).on_conflict_do_nothing()

_ASKED = sets.given(members.c.person_id, contributions.c.product_id, name="asked")
_WRITTEN: Any = sets.all_found(
    "written",
    select(
        contributions.c.id,
        members.c.person_id,
        contributions.c.product_id,
        contributions.c.state,
        contributions.c.written_at,
    ).join(contributions, contributions.c.member_id == members.c.id),
    REVIEWS_MAX,
    members.c.person_id == _ASKED.c.person_id,
    contributions.c.product_id == _ASKED.c.product_id,
    contributions.c.kind == ContributionKind.REVIEW,
)
EARLIER = select(*_WRITTEN.c).select_from(_ASKED.join(_WRITTEN, true()))

SAID: list[Any] = [each for each in sets.whole(contributions) if each.name != "search"]
_NEW: Any = records(*SAID)
_CHOSEN: list[Any] = [_NEW.c[each.name] for each in SAID]
_WORDS: Any = func.concat_ws(" ", _NEW.c.title, _NEW.c.body)
_SEARCH: Any = case((_NEW.c.body.is_(None), null()), else_=vector(_WORDS))
ADD = insert(contributions).from_select(
    [*(each.name for each in SAID), "search"],
    select(*_CHOSEN, _SEARCH),
)
ADD_TEXTS = insertion(*sets.whole(texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A review of a product that a person wrote, and whether it is there yet."""

    id: ContributionId
    person_id: MemberId
    product_id: str
    state: ContributionState
    written_at: datetime


async def members_of(unit: Unit, names: Sequence[CustomerId]) -> tuple[Member, ...]:
    """Return the members that these customers are, by the ids by which they joined."""
    return await unit.all(Member, OWNED, customer_id_of=list(names))


def join(unit: Unit, new: Iterable[Member]) -> None:
    """Write down members who are new."""
    rows = [
        asdict(each)
        | {"folded_name": None}
        | {
            name: bare(getattr(each, name))
            for name in ("id", "customer_id", "person_id")
        }
        for each in new
    ]
    if rows:
        unit.write(JOIN, records=encoded(rows))


async def earlier(
    unit: Unit, asked: Sequence[tuple[MemberId, str]]
) -> tuple[Earlier, ...]:
    """Return the reviews of products that persons wrote, also those taken back."""
    given = {
        "person_id_of": [person_id for person_id, _ in asked],
        "product_id_of": [product_id for _, product_id in asked],
    }
    return await unit.all(Earlier, EARLIER, **given) if asked else ()


def add(unit: Unit, reviews: Sequence[tuple[Row, ContributionText]]) -> None:
    """Write down reviews, each with its only text, which is read if it is published."""
    if reviews:
        unit.write(ADD, records=encoded(_stored(*each) for each in reviews))
        unit.write(ADD_TEXTS, records=encoded(_text(*each) for each in reviews))


def _stored(row: Row, text: ContributionText) -> dict[str, Any]:
    shown = row.published_at is not None
    ids = ("id", "member_id", "event_id")
    named = {name: getattr(row, name) for name in ids}
    return {
        **asdict(row),
        **{name: value and bare(value) for name, value in named.items()},
        "title": text.title if shown else None,
        "body": text.text if shown else None,
    }


def _text(row: Row, text: ContributionText) -> dict[str, Any]:
    return {
        "contribution_id": bare(row.id),
        "version": text.version,
        "title": text.title,
        "body": text.text,
        "findings": list(text.findings),
        "written_at": text.written_at,
    }
