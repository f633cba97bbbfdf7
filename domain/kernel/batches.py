"""Batches: many rows that come together, and are answered one by one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import (
    Annotated,
    Any,
    Generic,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
)

import msgspec
from msgspec import Meta

from domain.kernel import validation
from domain.kernel.errors import FieldError, Malformed, Refusal

T = TypeVar("T")

ROWS_MAX = 1_000
# What msgspec raises of a line that is no JSON, or no row.
UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)

ANNOTATED: Any = Annotated
TUPLE: Any = tuple
UNION: Any = Union

# Rows as they came; each is read by itself, so that one that is wrong spoils no other.
Rows: TypeAlias = Annotated[
    tuple[dict[str, Any], ...], Meta(min_length=1, max_length=ROWS_MAX)
]


class Outcome(StrEnum):
    """What became of a row."""

    RECORDED = "recorded"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a row was refused, in the words of the refusal that it would have met."""

    code: str
    title: str
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """What became of one row: the thing that it led to, or why there is none."""

    outcome: Outcome
    id: str | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """What became of each row, in the order in which they came."""

    rows: tuple[RowResult, ...]

    def count(self, outcome: Outcome) -> int:
        """Return how many rows ended so."""
        return sum(row.outcome is outcome for row in self.rows)


def refused(refusal: Refusal) -> RowResult:
    """Return the answer to a row that was refused."""
    errors = refusal.errors if isinstance(refusal, Malformed) else ()
    found = Problem(code=refusal.code(), title=refusal.title(), errors=errors)
    return RowResult(outcome=Outcome.REFUSED, problem=found)


def malformed(pointer: str, detail: str) -> Malformed:
    """Return the refusal of one field, for a rule that its type cannot say."""
    return Malformed((FieldError(pointer=pointer, detail=detail),))


@dataclass(frozen=True, slots=True)
class Reader(Generic[T]):
    """Reads rows into commands: each row is a command, or the refusal of it.

    `check` raises what no type can say of a row.
    """

    into: type[T]
    check: Callable[[T], None]

    def read(self, rows: Iterable[Mapping[str, Any]]) -> list[T | Malformed]:
        """Read rows that are decoded already."""
        return [self._row(row) for row in rows]

    def checked(self, rows: Iterable[T | Malformed]) -> list[T | Malformed]:
        """Check rows that are read already."""
        return [self._checked(row) for row in rows]

    def _row(self, row: Mapping[str, Any]) -> T | Malformed:
        try:
            command = validation.command(row, self.into)
        except Malformed as refusal:
            return refusal
        return self._checked(command)

    def _checked(self, row: T | Malformed) -> T | Malformed:
        if isinstance(row, Malformed):
            return row
        try:
            self.check(row)
        except Malformed as refusal:
            return refusal
        return row


def read_line(into: type[T], line: bytes) -> T | Malformed:
    """Read a row of JSON, which nobody has checked yet; one that fits is read once."""
    try:
        return decoder(into).decode(line)
    except UNREADABLE:
        return _read_again(into, line)


def read_cell(cell: str) -> Any:
    """Read JSON; what is none is the text that it is."""
    try:
        return msgspec.json.decode(cell)
    except UNREADABLE:
        return cell


def _read_again(into: type[T], line: bytes) -> T | Malformed:
    """Return what is wrong with a line, if it is wrong after all."""
    try:
        row = msgspec.json.decode(line)
    except UNREADABLE as error:
        return malformed("", f"This is not JSON: {error}.")
    if not isinstance(row, dict):
        return malformed("", f"Expected `object`, got `{type(row).__name__}`.")
    try:
        return validation.command(cast("dict[str, Any]", row), into)
    except Malformed as refusal:
        return refusal


@cache
def decoder(into: type[Any]) -> msgspec.json.Decoder[Any]:
    """Return a decoder of commands that takes nothing which a command would refuse.

    What it makes has the fields of the command and stands in for it: msgspec makes it
    in half the time.
    """
    return msgspec.json.Decoder(closed(into))


def closed(kind: Any) -> Any:
    """Return the type of what fits a type and has no unknown field at any depth."""
    if isinstance(kind, type) and is_dataclass(kind):
        return _closed_dataclass(kind)
    generic: Any = get_origin(kind)
    parts = get_args(kind)
    if generic is Annotated:
        return ANNOTATED[(closed(parts[0]), *parts[1:])]
    if generic is tuple:
        return TUPLE[(*(part if part is ... else closed(part) for part in parts),)]
    if generic in (UnionType, Union):
        return UNION[(*map(closed, parts),)]
    return cast("Any", kind)


@cache
def _closed_dataclass(kind: type[Any]) -> type[msgspec.Struct]:
    described: list[Any] = []
    for field in fields(kind):
        hint = closed(validation.hints(kind)[field.name])
        if field.default_factory is not MISSING:
            default = msgspec.field(default_factory=field.default_factory)
            described.append((field.name, hint, default))
        elif field.default is not MISSING:
            described.append((field.name, hint, field.default))
        else:
            described.append((field.name, hint))
    return msgspec.defstruct(
        kind.__name__, described, kw_only=True, frozen=True, forbid_unknown_fields=True
    )
