"""The nouns of imports: many rows of one kind, under a name, in chunks."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from msgspec import Meta

from domain.exports import ExportFormat
from domain.kernel import FieldError
from domain.kernel.ids import identifier
from domain.kernel.types import Count, Cursor, Instant, PageSize, ShortText

ImportId: TypeAlias = Annotated[str, identifier("imp")]
# A chunk is one unit: more rows hold locks for longer and are hardly faster, but for
# orders, of which each chunk leads to a look at all that its customers did.
CHUNK_ROWS = 1_000
CHUNK_ROWS_MAX = 2_500
CHUNK_BYTES_MAX = 8 * 1024 * 1024
LINE_BYTES_MAX = 1024 * 1024
# Of so many rows that were refused, the reasons are kept.
ERRORS_KEPT = 10_000
# Of so many rows, lines of an error file are read at once.
ERRORS_READ_AT_ONCE = 500


class ImportKind(StrEnum):
    """What the rows of an import are; each row is as its single command takes it."""

    CONSENTS = "consents"
    CUSTOMERS = "customers"
    EVENTS = "events"
    ORDERS = "orders"
    POINTS = "points"
    PRODUCTS = "products"
    RETURNS = "returns"
    REVIEWS = "reviews"
    VOUCHERS = "vouchers"


class State(StrEnum):
    """Whether more rows may come."""

    OPEN = "open"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """Rows of one kind that come under a name, and what became of those that came.

    `rows_done` says how many came, counted from the first; the next is to follow them.
    """

    id: ImportId
    kind: ImportKind
    name: ShortText
    state: State
    rows_done: Count
    accepted: Count
    unchanged: Count
    rejected: Count
    started_at: Instant
    finished_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """Why a row was refused; rows are counted from nought."""

    row: Count
    code: str
    title: str
    errors: tuple[FieldError, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of the rows of a request, and how many the import has now."""

    rows_done: Count
    accepted: Count
    unchanged: Count
    rejected: Count
    errors: tuple[RowError, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Begin an import, or go on with the one of that kind and name."""

    kind: ImportKind
    name: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """Take a chunk of rows, of which the first is the one after `first` others.

    They come as lines, or as `read_ahead` read them while others were taken.
    """

    import_id: ImportId
    first: Count
    lines: Annotated[tuple[bytes, ...], Meta(max_length=CHUNK_ROWS_MAX)] = ()
    read: Annotated[tuple[Any, ...], Meta(max_length=CHUNK_ROWS_MAX)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduce:
    """Have the customers written down whom rows name, as `read_ahead` read them."""

    kind: ImportKind
    read: Annotated[tuple[Any, ...], Meta(max_length=CHUNK_ROWS_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduced:
    """How many customers there are now whom nobody knew."""

    customers: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """Ask for one import."""

    import_id: ImportId


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """Say that no more rows will come."""

    import_id: ImportId


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Ask why rows of an import were refused, first rows first."""

    import_id: ImportId
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeErrors:
    """Ask why rows of an import were refused, as lines, after those of a row."""

    import_id: ImportId
    format: ExportFormat = ExportFormat.NDJSON
    after: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorLine:
    """What is wrong with a row, or with one of its fields; rows count from nought.

    What was in the row is not kept: whoever sent it has it.
    """

    row: Count
    code: str
    title: str
    pointer: str | None
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPart:
    """Lines of an error file, and after which row the rest follows, if there is any."""

    lines: bytes
    last: Count | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListImports:
    """Ask for all imports, newest first."""

    after: Cursor | None = None
    limit: PageSize = 20
