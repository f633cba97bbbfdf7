"""Batches: every row is read by itself, as fast as it can be, and refused as alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

import msgspec
import pytest
from msgspec import Meta

from domain.kernel import FieldError, Malformed, validation
from domain.kernel.batches import Outcome, Reader, malformed, read_line, refused
from domain.kernel.types import Instant, Money, ShortText


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cup:
    price: Money
    size: Size = Size.SMALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    name: ShortText
    cups: Annotated[tuple[Cup, ...], Meta(max_length=2)] = ()
    best: Cup | None = None
    built_at: Instant | None = None
    labels: dict[str, Any] = field(default_factory=dict[str, Any])


def check(shelf: Shelf) -> None:
    if shelf.name == "barred":
        raise malformed("/name", "Not this one.")


READER = Reader(Shelf, check)


def read_json(lines: Iterable[bytes]) -> list[Shelf | Malformed]:
    return READER.checked(read_line(Shelf, line) for line in lines)


ROWS: list[dict[str, Any]] = [
    {"name": "top"},
    {"name": "top", "cups": [{"price": 1}, {"price": 2, "size": "large"}]},
    {"name": "top", "best": {"price": 5}, "built_at": "2030-01-01T10:00:00+01:00"},
    {"name": "top", "labels": {"any": [1, None]}},
    {"name": "barred"},
    {"name": "top\n"},
    {"name": "top", "colour": "red"},
    {"name": "top", "best": {"price": 5, "colour": "red"}},
    {"name": "top", "cups": [{"price": 1}, {"prise": 2}]},
    {"name": "top", "cups": [{"price": 1}] * 3},
    {"name": "top", "cups": [{"price": -1, "size": "huge"}]},
    {"name": "top", "built_at": "2030-01-01T10:00:00"},
    {},
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_row_of_json_is_read_as_the_command_alone(row: dict[str, Any]) -> None:
    (of_json,) = read_json([msgspec.json.encode(row)])
    (of_mapping,) = READER.read([row])
    if isinstance(of_mapping, Malformed):
        assert isinstance(of_json, Malformed)
        assert of_json.errors == of_mapping.errors
        return
    assert of_mapping == validation.command(row, Shelf)
    assert msgspec.json.encode(of_json) == msgspec.json.encode(of_mapping)


@pytest.mark.parametrize(
    "line", [b"", b"{", b"[]", b"1", b"null", b'{"name": "\xff"}', b"[" * 100_000]
)
def test_what_is_no_row_is_refused_as_a_whole(line: bytes) -> None:
    (read,) = read_json([line])
    assert isinstance(read, Malformed)
    assert [error.pointer for error in read.errors] == [""]


def test_a_refused_row_tells_its_problem() -> None:
    row = refused(malformed("/name", "Not this one."))
    assert (row.outcome, row.id) == (Outcome.REFUSED, None)
    assert row.problem is not None
    assert (row.problem.code, row.problem.title) == (
        "malformed",
        "The request does not fit its schema.",
    )
    assert row.problem.errors == (FieldError(pointer="/name", detail="Not this one."),)
