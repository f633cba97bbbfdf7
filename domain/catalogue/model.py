"""The nouns of the catalogue."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, TypeAlias

from msgspec import Meta

from domain.kernel import Event, Kind, Refusal
from domain.kernel.ids import identifier
from domain.kernel.types import Cursor, PageSize, ShortText, Slug

DEPTH_MAX = 8
MANY_MAX = 1_000

ProductId: TypeAlias = Annotated[str, identifier("prd")]
ProductRef: TypeAlias = Annotated[
    str,
    Meta(
        pattern=(
            r"^(prd_[0-9a-f]{32}"
            r"|external:[a-z0-9][a-z0-9_-]{0,39}:[^\u0000-\u001f\u007f]{1,200})$(?!\n)"
        ),
        description="A product, or `external:<source>:<id>` by the shop's own id.",
    ),
]
# From the widest category to the narrowest.
CategoryPath: TypeAlias = Annotated[tuple[ShortText, ...], Meta(max_length=DEPTH_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What a shop sells, named by one of its systems."""

    id: ProductId
    source: Slug
    external_id: str
    name: str
    category: tuple[str, ...]
    brand: str | None
    version: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Say what a product is; what was said of it before is forgotten."""

    source: Slug
    external_id: ShortText
    name: ShortText
    category: CategoryPath = ()
    brand: ShortText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """Ask for a product."""

    product_id: ProductRef


@dataclass(frozen=True, slots=True, kw_only=True)
class FindMany:
    """Ask for many products."""

    product_ids: Annotated[tuple[ProductId, ...], Meta(max_length=MANY_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListProducts:
    """Ask for all products, newest first."""

    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow:
    """A product as one row of a file says it is."""

    external_id: ShortText
    name: ShortText
    category: CategoryPath = ()
    brand: ShortText | None = None


class Outcome(StrEnum):
    """What became of a row."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """Which product a row was about, and what became of it."""

    product_id: ProductId
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueChanged(Event):
    """Products are new, or are not what they were."""

    name: ClassVar[str] = "catalogue.changed"
    product_ids: tuple[ProductId, ...]


@dataclass(eq=False)
class ProductNotFound(Refusal):
    """There is no such product."""

    kind = Kind.NOT_FOUND
