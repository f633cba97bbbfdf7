"""Rows: each is read and answered by itself, as if it had come alone."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from domain.kernel import FieldError, Malformed
from domain.kernel.batches import (
    ROWS_MAX,
    BatchResult,
    Outcome,
    Problem,
    Reader,
    RowResult,
    Rows,
    closed,
    malformed,
    read_line,
    refused,
)
from domain.kernel.types import Points, ShortText
from tests.domain.kernel.test_use_case import NotToday

TOO_DEAR = malformed("/parts", "This is too dear.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    points: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    name: ShortText
    parts: Annotated[tuple[Part, ...], Meta(max_length=3)] = ()
    main: Part | None = None
    tags: tuple[str, ...] = field(default_factory=lambda: ("new",))


def check(thing: Thing) -> None:
    if sum(part.points for part in thing.parts) > 100:
        raise TOO_DEAR


READER = Reader(Thing, check)


def read_json(lines: Iterable[bytes]) -> list[Thing | Malformed]:
    return READER.checked(read_line(Thing, line) for line in lines)


FAULTS: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({}, ("/name",)),
    ({"name": ""}, ("/name",)),
    ({"name": "a", "size": 1}, ("/size",)),
    ({"name": "a", "main": {"points": 1, "size": 1}}, ("/main/size",)),
    (
        {"name": "a", "parts": [{"points": 1}, {"size": 2}]},
        ("/parts/1/size", "/parts/1/points"),
    ),
    ({"name": "a", "parts": [{"points": 99}, {"points": 2}]}, ("/parts",)),
    ({"name": "a", "parts": [{"points": 1}] * 4}, ("/parts",)),
]


STRANGE = [
    b"\xff",
    b'{"name": "\xff"}',
    '{"name": "café"}'.encode("latin-1"),
    b'{"\xe9": 1}',
    b"[" * 100_000,
    b'{"name": ' + b"[" * 100_000,
    b'{"size": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
]


def fields(thing: Any) -> tuple[Any, ...]:
    parts = tuple(part.points for part in thing.parts)
    main = thing.main and thing.main.points
    return thing.name, parts, main, thing.tags


def pointers(refusal: object) -> tuple[str, ...]:
    assert isinstance(refusal, Malformed)
    return tuple(each.pointer for each in refusal.errors)


@pytest.mark.parametrize(("row", "found"), FAULTS)
def test_a_row_that_does_not_fit_is_refused_by_itself(
    row: dict[str, Any], found: tuple[str, ...]
) -> None:
    rows = [{"name": "a"}, row, {"name": "b"}]
    lines = [json.dumps(each).encode() for each in rows]
    for read in (READER.read(rows), read_json(lines)):
        one, wrong, two = read
        assert pointers(wrong) == found
        assert (fields(one)[0], fields(two)[0]) == ("a", "b")


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        (b"", "This is not JSON: Input data was truncated."),
        (b"{", "This is not JSON: Input data was truncated."),
        (b"[]", "Expected `object`, got `list`."),
        (b"null", "Expected `object`, got `NoneType`."),
        (b"7", "Expected `object`, got `int`."),
    ],
)
def test_a_line_that_is_no_row_is_refused_as_a_whole(line: bytes, detail: str) -> None:
    (refusal,) = read_json([line])
    assert isinstance(refusal, Malformed)
    assert refusal.errors == (FieldError(pointer="", detail=detail),)


@pytest.mark.parametrize("line", STRANGE)
def test_no_line_is_too_strange(line: bytes) -> None:
    (refusal,) = read_json([line])
    assert pointers(refusal) == ("",)


names = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=200)
points = st.fixed_dictionaries({"points": st.integers(0, 60)})
rows = st.fixed_dictionaries(
    {},
    optional={
        "name": names,
        "parts": st.lists(points, max_size=4),
        "main": st.none() | points,
        "tags": st.lists(names, max_size=2),
        "size": st.just(1),
    },
)


@given(st.lists(rows, max_size=5))
def test_a_line_is_read_as_its_row_is(rows: list[dict[str, Any]]) -> None:
    lines = [json.dumps(row).encode() for row in rows]
    for row, line in zip(READER.read(rows), read_json(lines), strict=True):
        if isinstance(row, Malformed):
            assert isinstance(line, Malformed)
            assert row.errors == line.errors
        else:
            assert fields(row) == fields(line)


def test_a_closed_type_takes_nothing_unknown_and_has_the_same_defaults() -> None:
    into = closed(Thing)
    assert closed(Thing) is into
    assert fields(msgspec.convert({"name": "a"}, into)) == ("a", (), None, ("new",))
    for unknown in ({"size": 1}, {"parts": [{"points": 1, "size": 1}]}):
        with pytest.raises(msgspec.ValidationError, match="unknown field `size`"):
            msgspec.convert({"name": "a", **unknown}, into)


def test_what_became_of_each_row_is_counted() -> None:
    recorded = RowResult(outcome=Outcome.RECORDED, id="a")
    result = BatchResult(rows=(recorded, refused(TOO_DEAR), recorded))
    assert [result.count(each) for each in Outcome] == [2, 0, 1]


def test_a_row_is_refused_in_the_words_of_its_refusal() -> None:
    problem = Problem(
        code="malformed",
        title="The request does not fit its schema.",
        errors=(FieldError(pointer="/parts", detail="This is too dear."),),
    )
    refusal = RowResult(outcome=Outcome.REFUSED, problem=problem)
    assert refused(TOO_DEAR) == refusal
    other = Problem(code="not_today", title="It cannot be done today.")
    assert refused(NotToday("monday")).problem == other


@pytest.mark.parametrize("count", [0, ROWS_MAX + 1])
def test_a_batch_has_some_rows_and_not_too_many(count: int) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert([{}] * count, Rows)
    assert len(msgspec.convert([{}] * ROWS_MAX, Rows)) == ROWS_MAX
