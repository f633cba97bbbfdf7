"""Insight: what people write about, are for, and ask for; never of a few of them."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from msgspec import Meta

from domain.community.model import ContributionId, ContributionKind, Stars
from domain.kernel.types import Count, ShortText

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class FindInsight:
    """Ask what people wrote about, and were for, in so many days up to now."""

    days: Annotated[int, Meta(ge=1, le=731)] = 91


@dataclass(frozen=True, slots=True, kw_only=True)
class KindInsight:
    """How much of a kind was published, and by how many, if they are not few."""

    kind: ContributionKind
    published: Count
    people: Count | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityTheme:
    """A word that many people use."""

    word: str
    people: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class VotesOfWeek:
    """How many people voted in the week from a Monday on, if they are not few."""

    monday: date
    people: Count | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaRequest:
    """An idea that many people are for, and the product that it is about, if one."""

    contribution_id: ContributionId
    product_id: ShortText | None
    title: str
    people: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityInsight:
    """What people write about, are for, and ask for; the most first."""

    kinds: tuple[KindInsight, ...]
    themes: tuple[CommunityTheme, ...]
    votes: tuple[VotesOfWeek, ...]
    requests: tuple[IdeaRequest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummariseReviews:
    """Ask what people think of a product."""

    product_id: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingCount:
    """How many reviews give so many stars."""

    rating: Stars
    reviews: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSummary:
    """What people think of a product; the average in hundredths of a star."""

    product_id: ShortText
    reviews: Count
    verified: Count
    average_hundredths: Count | None
    ratings: tuple[RatingCount, ...]
