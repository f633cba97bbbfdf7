"""The SQL of insight: one function, one statement, one type.

Words are of the latest contributions of a time, up to a limit; whose data is stored and
nothing else does not count.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    Date,
    Text,
    cast,
    column,
    func,
    literal_column,
    select,
    true,
)

from domain import customers
from domain.community.insight import CommunityTheme, IdeaRequest
from domain.community.model import ContributionKind, ContributionState
from domain.community.tables import community_members as members
from domain.community.tables import community_votes as votes
from domain.community.tables import contributions
from domain.kernel import Unit
from domain.kernel.personal import PEOPLE_MIN

CONTRIBUTIONS_MAX = 10_000
THEMES_MAX, REQUESTS_MAX, WEEKS_MAX = 50, 100, 110
LETTERS_MIN = 3
MENTION = r"@\[mbr_[0-9a-f]{32}\]"

SIMPLE: Any = literal_column("'simple'::regconfig", Text())
DICTIONARIES: tuple[Any, ...] = (
    literal_column("'dutch_stem'::regdictionary", Text()),
    literal_column("'english_stem'::regdictionary", Text()),
)
# What a dictionary makes of a word that says nothing by itself.
NOTHING: Any = literal_column("'{}'::text[]", ARRAY(Text))

PEOPLE = func.count(members.c.person_id.distinct())
PUBLISHED = contributions.c.state == ContributionState.PUBLISHED
COUNTS = customers.unrestricted(members.c.customer_id)


@dataclass(frozen=True, slots=True)
class Written:
    """How much of a kind was published, by how many."""

    kind: ContributionKind
    published: int
    people: int


@dataclass(frozen=True, slots=True)
class Week:
    """How many people voted in a week."""

    monday: date
    people: int


@dataclass(frozen=True, slots=True)
class Stars:
    """How many reviews give so many stars, and how many of those are verified."""

    rating: int
    reviews: int
    verified: int


async def written(unit: Unit, since: datetime) -> tuple[Written, ...]:
    """Return how much of each kind was published since an instant."""
    these = (
        select(
            contributions.c.kind,
            func.count().label("published"),
            PEOPLE.label("people"),
        )
        .where(contributions.c.member_id == members.c.id, PUBLISHED, COUNTS)
        .where(contributions.c.published_at >= since)
        .group_by(contributions.c.kind)
        .order_by(contributions.c.kind)
    )
    return await unit.all(Written, these)


async def themes(unit: Unit, since: datetime) -> tuple[CommunityTheme, ...]:
    """Return the words that most people used since an instant, but no usual ones."""
    latest = (
        select(members.c.person_id, contributions.c.title, contributions.c.body)
        .where(contributions.c.member_id == members.c.id, PUBLISHED, COUNTS)
        .where(contributions.c.published_at >= since)
        .where(contributions.c.body.is_not(None))
        .order_by(contributions.c.published_at.desc())
        .limit(CONTRIBUTIONS_MAX)
        .subquery("latest")
    )
    said = func.concat(func.coalesce(latest.c.title, ""), " ", latest.c.body)
    plain = func.regexp_replace(said, MENTION, " ", "g")
    vector: Any = func.to_tsvector(SIMPLE, plain)
    words: Any = (
        func.unnest(func.tsvector_to_array(vector))
        .table_valued(column("word", Text()))
        .render_derived(name="words")
    )
    people = func.count(latest.c.person_id.distinct())
    these = (
        select(words.c.word, people.label("people"))
        .select_from(latest.join(words, true()))
        .where(func.length(words.c.word) >= LETTERS_MIN)
        .where(words.c.word.op("!~")("[0-9]"))
        .where(*(func.ts_lexize(e, words.c.word) != NOTHING for e in DICTIONARIES))
        .group_by(words.c.word)
        .having(people >= PEOPLE_MIN)
        .order_by(people.desc(), words.c.word)
        .limit(THEMES_MAX)
    )
    return await unit.all(CommunityTheme, these)


async def votes_by_week(unit: Unit, since: datetime, zone: str) -> tuple[Week, ...]:
    """Return how many people voted in each week since an instant, by a zone's clock."""
    local = func.timezone(zone, votes.c.voted_at)
    monday = cast(func.date_trunc("week", local), Date).label("monday")
    these = (
        select(monday, PEOPLE.label("people"))
        .where(votes.c.member_id == members.c.id, COUNTS)
        .where(votes.c.voted_at >= since)
        .group_by(monday)
        .order_by(monday.desc())
        .limit(WEEKS_MAX)
    )
    return await unit.all(Week, these)


async def requests(unit: Unit, since: datetime) -> tuple[IdeaRequest, ...]:
    """Return the ideas for which most people voted since an instant, of many only."""
    these = (
        select(
            contributions.c.id.label("contribution_id"),
            contributions.c.product_id,
            contributions.c.title,
            PEOPLE.label("people"),
        )
        .where(votes.c.contribution_id == contributions.c.id, PUBLISHED)
        .where(votes.c.member_id == members.c.id, COUNTS)
        .where(votes.c.voted_at >= since)
        .where(contributions.c.title.is_not(None))
        .group_by(contributions.c.tenant_id, contributions.c.id)
        .having(PEOPLE >= PEOPLE_MIN)
        .order_by(PEOPLE.desc(), contributions.c.id)
        .limit(REQUESTS_MAX)
    )
    return await unit.all(IdeaRequest, these)


async def stars(unit: Unit, product_id: str) -> tuple[Stars, ...]:
    """Return how many reviews of a product that everybody sees give how many stars."""
    verified = func.count().filter(contributions.c.verified)
    these = (
        select(
            contributions.c.rating,
            func.count().label("reviews"),
            verified.label("verified"),
        )
        .where(contributions.c.member_id == members.c.id, PUBLISHED, COUNTS)
        .where(contributions.c.kind == ContributionKind.REVIEW)
        .where(contributions.c.product_id == product_id)
        .group_by(contributions.c.rating)
        .order_by(contributions.c.rating)
    )
    return await unit.all(Stars, these)
