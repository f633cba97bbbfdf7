"""The nouns of exports: what can be taken away, and a part of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from domain.kernel.types import Count

# A part is a unit of its own, so that who reads slowly holds nothing.
ROWS_AT_ONCE = 500

# The id of a row of any kind.
RowId = Annotated[str, Meta(pattern="^[a-z]{3}_[0-9a-f]{32}$")]


class ExportKind(StrEnum):
    """What can be taken away; each row is as reading that one thing shows it."""

    CONSENTS = "consents"
    CONTRIBUTIONS = "contributions"
    CUSTOMERS = "customers"
    EVENTS = "events"
    ORDERS = "orders"
    POINTS = "points"
    PRODUCTS = "products"
    RETURNS = "returns"
    REVIEWS = "reviews"
    VOUCHERS = "vouchers"


class ExportFormat(StrEnum):
    """How rows are written: as JSON, or as cells, of which nested ones are JSON."""

    NDJSON = "ndjson"
    CSV = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAway:
    """Ask for everything of a kind, after the row that was taken last."""

    kind: ExportKind
    format: ExportFormat = ExportFormat.NDJSON
    after: RowId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPart:
    """Lines of an export, and after which row the rest follows, if there is any."""

    lines: bytes
    last: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindProgress:
    """Ask how far an export of a kind is whose last row was this one."""

    kind: ExportKind
    after: RowId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportProgress:
    """How many rows of a kind there are by now, and how many of them came.

    A row of who was merged or erased counts as one that came, though it is left out.
    """

    kind: ExportKind
    rows: Count
    done: Count
