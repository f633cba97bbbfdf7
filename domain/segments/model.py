"""The nouns of segments: customers who are meant by the same predicate."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import CustomerId, Page
from domain.kernel.types import Count, Cursor, Instant, PageSize, ShortText, Slug
from domain.segments.predicate import Predicate

SEGMENTS_MAX = 100
CUSTOMERS_MAX = 1_000
SAMPLE_MAX = 10


class SegmentStatus(StrEnum):
    """Whether customers come and go."""

    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentNames:
    """What a segment is called."""

    nl: ShortText
    en: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class PutSegment:
    """Say who is in a segment; who is, is found out within minutes."""

    segment: Slug
    names: SegmentNames
    predicate: Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireSegment:
    """Have nobody in a segment any longer."""

    segment: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class FindSegment:
    """Ask for a segment."""

    segment: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSegments:
    """Ask for all segments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Customers who are meant by the same predicate.

    `uses_scores` says that it follows from what was inferred of them, or ever did: then
    no points, rewards or prices can depend on it. `applied_at` is when everybody had
    been told to be looked at, which takes some minutes more; `members` is none while
    they are fewer than ten.
    """

    segment: Slug
    names: SegmentNames
    predicate: Predicate
    status: SegmentStatus
    uses_scores: bool
    recorded_at: Instant
    applied_at: Instant | None
    members: Count | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """All segments, by name."""

    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewSegment:
    """Ask whom a predicate would mean."""

    predicate: Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Whom a predicate means: how many of how many, and some of them.

    Neither number nor names are told of fewer than ten people. `uses_scores` as of a
    segment.
    """

    customers: Count | None
    of: Count
    sample: tuple[CustomerId, ...]
    uses_scores: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMembers:
    """Ask who is in a segment."""

    segment: Slug
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Somebody in a segment, and since when."""

    segment: Slug
    customer_id: CustomerId
    since: Instant


Members: TypeAlias = Page[Stay]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentsOfCustomer:
    """Ask in which segments a customer is."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Stays:
    """In which segments a customer is, by name."""

    customer_id: CustomerId
    segments: tuple[Stay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaysOfMany:
    """Ask in which segments many customers are."""

    customer_ids: Annotated[tuple[CustomerId, ...], Meta(max_length=CUSTOMERS_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainSegment:
    """Ask why a customer is in a segment, or is not."""

    segment: Slug
    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """The same in both languages."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A part of a predicate, where it stands in it, and whether it holds."""

    at: str
    says: Sentence
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentReasons:
    """Why a customer is in a segment, or is not: each part of its predicate.

    `profiled` is whether their data may be used for it at all; if not, nothing holds.
    """

    segment: Slug
    customer_id: CustomerId
    profiled: bool
    holds: bool
    conditions: tuple[Condition, ...]
