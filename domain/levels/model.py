"""The nouns of levels: how much experience leads how far."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import CustomerId
from domain.kernel.types import Count, Instant, Points, ShortText, Slug

LEVELS_MAX = 100
VERSIONS_MAX = 1_000
MANY_MAX = 1_000

Share: TypeAlias = Annotated[float, Meta(ge=0, le=1)]
Number: TypeAlias = Annotated[int, Meta(ge=0, le=LEVELS_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelNames:
    """What a level is called."""

    nl: ShortText
    en: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level, and how much experience it takes in all, that much included."""

    names: LevelNames
    experience: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelVersion:
    """The levels as they hold from an instant on; a version never changes.

    Experience is what a customer earned of `unit` and kept, spent or not.
    """

    version: int
    unit: Slug
    levels: tuple[Level, ...]
    valid_from: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelVersions:
    """All versions, the oldest first."""

    versions: tuple[LevelVersion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelSentences:
    """Why it is so, as people say it."""

    nl: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLevel:
    """How far somebody is: the level they are on, and what is missing to the next.

    Before the first level they are on none, which is 0.
    """

    customer_id: CustomerId
    level: Number
    names: LevelNames | None
    experience: Count
    next: Level | None
    missing: Count
    progress: Share
    why: LevelSentences


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishLevels:
    """Publish the levels, which hold from now on."""

    unit: Slug
    levels: Annotated[tuple[Level, ...], Meta(min_length=1, max_length=LEVELS_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLevels:
    """Ask for all versions of the levels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelOf:
    """Ask how far a customer is."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsOfMany:
    """Ask how far many customers are."""

    customer_ids: Annotated[tuple[CustomerId, ...], Meta(max_length=MANY_MAX)]
