"""The nouns of leaderboards: who wants to be seen, and how they stand."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import CustomerId
from domain.kernel.ids import Topic
from domain.kernel.types import Count, Cursor, Instant, PageSize, ShortText, Slug

BOARDS_MAX = 20
# As `2030`, `2030-q1`, `2030-01`, `2030-w05` or `ever`.
Stretch: TypeAlias = Annotated[
    str,
    Meta(
        pattern=r"^(ever|[0-9]{4}(-(q[1-4]|w[0-9]{2}|[0-9]{2}))?)$(?!\n)",
        examples=["2026-q4"],
    ),
]
Around: TypeAlias = Annotated[int, Meta(ge=1, le=20)]


def topic_of(leaderboard: str) -> Topic:
    """Return by what name a leaderboard is watched."""
    return f"board:{leaderboard}"


class BoardPeriod(StrEnum):
    """Over which stretches of the calendar a leaderboard goes."""

    EVER = "ever"
    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardNames:
    """What something is called."""

    nl: ShortText
    en: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaderboard:
    """Who earned most of a unit in a period, of those who want to be seen."""

    leaderboard: Slug
    names: BoardNames
    unit: Slug
    period: BoardPeriod
    created_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaderboards:
    """The leaderboards there are, by name."""

    leaderboards: tuple[Leaderboard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPlace:
    """How somebody stands; those with the same score share their rank."""

    rank: Count
    alias: str
    score: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """By which made-up name a customer is seen, on all leaderboards."""

    customer_id: CustomerId
    alias: str
    joined_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPlace:
    """How a customer stands, and who stands around them, the best first.

    Who has not earned anything in the period has no rank yet.
    """

    customer_id: CustomerId
    leaderboard: Slug
    period: Stretch
    alias: str
    rank: Count | None
    score: Count
    around: tuple[BoardPlace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PutLeaderboard:
    """Make a leaderboard, or name it otherwise."""

    leaderboard: Slug
    names: BoardNames
    unit: Slug = "points"
    period: BoardPeriod = BoardPeriod.MONTH


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLeaderboards:
    """Ask which leaderboards there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLeaderboard:
    """Ask who leads, in a period or in this one, the best first."""

    leaderboard: Slug
    period: Stretch | None = None
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AroundMe:
    """Ask how a customer stands, and how so many above and below them."""

    customer_id: CustomerRef
    leaderboard: Slug
    period: Stretch | None = None
    around: Around = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinLeaderboards:
    """Let a customer be seen, by a name that is made up for them."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveLeaderboards:
    """Let a customer be seen no longer, from now on and for all periods."""

    customer_id: CustomerRef
