"""What does not fit is named, field by field, as often as it comes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, make_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import UNSET, Meta, UnsetType

from domain.customers import Create
from domain.kernel import FieldError, Malformed
from domain.kernel.types import Instant, Points, ShortText
from domain.kernel.validation import ERRORS_MAX, command
from domain.orders import Record

Tag: TypeAlias = Annotated[str, Meta(pattern="^[a-z]*$", max_length=200)]
Tags: TypeAlias = Annotated[tuple[Tag, ...], Meta(max_length=9)]
Said = make_dataclass("Said", [("said", Mapping[Tag, Tag | bool | int | float | Tags])])


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    points: Points
    name: ShortText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    leaf: Leaf
    leaves: Annotated[tuple[Leaf, ...], Meta(min_length=1, max_length=3)] = field(
        default_factory=lambda: (Leaf(points=1),)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    name: ShortText
    colour: Colour = Colour.RED
    branch: Branch | None = None
    branches: tuple[Branch, ...] = ()
    grid: tuple[tuple[Points, ...], ...] = ()
    planted_at: Instant | None = None
    note: ShortText | UnsetType | None = UNSET
    alive: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    trees: tuple[Tree, ...]


REQUIRED = "This field is required."
UNKNOWN = "There is no such field."


def faults(given: Mapping[str, Any], into: type[Any] = Tree) -> dict[str, str]:
    """Return what is wrong, by pointer; each pointer comes once."""
    with pytest.raises(Malformed) as refusal:
        command(given, into)
    found = {each.pointer: each.detail for each in refusal.value.errors}
    assert len(found) == len(refusal.value.errors)
    return found


def test_what_fits_becomes_a_command() -> None:
    assert command({"name": "oak"}, Tree) == Tree(name="oak")
    given: dict[str, Any] = {
        "name": "oak",
        "colour": "blue",
        "branch": {"leaf": {"points": 1}, "leaves": [{"points": 2, "name": None}]},
        "branches": [{"leaf": {"points": 3}}],
        "grid": [[1, 2], []],
        "planted_at": "2030-01-01T12:00:00Z",
        "note": None,
        "alive": False,
    }
    assert command(given, Tree) == Tree(
        name="oak",
        colour=Colour.BLUE,
        branch=Branch(leaf=Leaf(points=1), leaves=(Leaf(points=2),)),
        branches=(Branch(leaf=Leaf(points=3)),),
        grid=((1, 2), ()),
        planted_at=datetime(2030, 1, 1, 12, tzinfo=UTC),
        note=None,
        alive=False,
    )


FAULTS: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({}, {"/name": REQUIRED}),
    ({"name": None}, {"/name": "Expected `str`, got `null`"}),
    ({"name": ""}, {"/name": "Expected `str` of length >= 1"}),
    ({"name": 7}, {"/name": "Expected `str`, got `int`"}),
    ({"name": "a", "colour": "pink"}, {"/colour": "Invalid enum value 'pink'"}),
    ({"name": "a", "alive": 1}, {"/alive": "Expected `bool`, got `int`"}),
    (
        {"name": "a", "planted_at": "yesterday"},
        {"/planted_at": "Invalid RFC3339 encoded datetime"},
    ),
    ({"name": "a", "size": 1}, {"/size": UNKNOWN}),
    (
        {"name": "a", "branches": {}},
        {"/branches": "Expected `array`, got `object`"},
    ),
    (
        {"name": "a", "branch": []},
        {"/branch": "Expected `object | null`, got `array`"},
    ),
    ({"name": "a", "branch": {}}, {"/branch/leaf": REQUIRED}),
    (
        {"name": "a", "branch": {"leaf": {"points": 0}, "leaves": []}},
        {
            "/branch/leaf/points": "Expected `int` >= 1",
            "/branch/leaves": "Expected `array` of length >= 1",
        },
    ),
    (
        {"name": "a", "branches": [{"leaf": {"points": 1}}, {"leaf": {}}, 7]},
        {
            "/branches/1/leaf/points": REQUIRED,
            "/branches/2": "Expected `object`, got `int`",
        },
    ),
    (
        {"name": "a", "grid": [[1, 0], [], ["x"], 3]},
        {
            "/grid/0/1": "Expected `int` >= 1",
            "/grid/2/0": "Expected `int`, got `str`",
            "/grid/3": "Expected `array`, got `int`",
        },
    ),
    (
        {"name": "a", "branch": {"leaf": {"points": 1, "size": 2}, "size": 3}},
        {"/branch/leaf/size": UNKNOWN, "/branch/size": UNKNOWN},
    ),
    (
        {"name": "a", "branch": {"leaf": {"points": 1, "size": 2, "name": ""}}},
        {
            "/branch/leaf/size": UNKNOWN,
            "/branch/leaf/name": "Expected `str` of length >= 1",
        },
    ),
    (
        {"size": 1, "branch": {"twig": 1}, "colour": 7},
        {
            "/size": UNKNOWN,
            "/name": REQUIRED,
            "/branch/twig": UNKNOWN,
            "/branch/leaf": REQUIRED,
            "/colour": "Expected `str`, got `int`",
        },
    ),
    (
        {
            "name": "a",
            "branch": {"leaf": {"points": 1}, "leaves": [{}, {}, {}, {}]},
        },
        {f"/branch/leaves/{place}/points": REQUIRED for place in range(4)},
    ),
]


@pytest.mark.parametrize(("given", "found"), FAULTS)
def test_every_fault_is_named_where_it_is(
    given: dict[str, Any], found: dict[str, str]
) -> None:
    assert faults(given) == found


def test_a_pointer_escapes_what_a_pointer_means() -> None:
    strange = {"a/b": 1, "~": 2, "~1": 3, "": 4, "é": 5}
    assert set(faults({"name": "a", **strange})) == {
        "/a~1b",
        "/~0",
        "/~01",
        "/",
        "/é",
    }


def test_no_more_faults_are_told_than_anybody_reads() -> None:
    many = {"name": "a", "grid": [[0] * 100] * 100}
    assert len(faults(many)) == ERRORS_MAX
    unknown = {"name": "a", **{f"x{number}": 1 for number in range(100)}}
    assert len(faults(unknown)) == ERRORS_MAX
    both = {f"x{number}": 1 for number in range(100)}
    assert len(faults(both)) == ERRORS_MAX


def test_a_list_that_is_too_long_says_so() -> None:
    leaves = [{"points": 1}] * 4
    given = {"name": "a", "branch": {"leaf": {"points": 1}, "leaves": leaves}}
    assert faults(given) == {"/branch/leaves": "Expected `array` of length <= 3"}


def test_text_is_read_as_what_the_field_wants_only_if_asked() -> None:
    given = {"points": "7", "name": "a"}
    assert faults(given, Leaf) == {"/points": "Expected `int`, got `str`"}
    assert command(given, Leaf, strict=False) == Leaf(points=7, name="a")
    with pytest.raises(Malformed) as refusal:
        command({"points": "many", "size": "1"}, Leaf, strict=False)
    assert {each.pointer for each in refusal.value.errors} == {"/points", "/size"}


fields = st.sampled_from(["name", "leaf", "leaves", "points", "branch", "~/"])
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["name", "leaf", "leaves", "points", "branch", "~/"])
            | st.text(),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def found_at(given: Any, pointer: str) -> bool:
    """Tell whether a pointer leads to something, or to where something is missing."""
    steps = [
        step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]
    ]
    for step in steps[:-1]:
        given = given[step if isinstance(given, dict) else int(step)]
    return isinstance(given, dict) or not steps or int(steps[-1]) < len(given)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["name", "branch", "grid"]), json_values))
def test_whatever_comes_is_a_command_or_faults_that_can_be_found(
    given: dict[str, Any],
) -> None:
    try:
        assert isinstance(command(given, Tree), Tree)
    except Malformed as refusal:
        assert 1 <= len(refusal.errors) <= ERRORS_MAX
        for each in refusal.errors:
            assert each.detail != ""
            assert found_at(given, each.pointer), (given, each)


@pytest.mark.parametrize("into", [Create, Record, Tree])
def test_nothing_at_all_is_a_command_or_lacks_something(into: type[Any]) -> None:
    try:
        command({}, into)
    except Malformed as refusal:
        assert {each.detail for each in refusal.errors} == {REQUIRED}


def test_a_fault_deep_within_an_order_is_named() -> None:
    order: dict[str, Any] = {
        "external_id": "1",
        "occurred_at": "2030-01-01T12:00:00",
        "currency": "euro",
        "lines": [
            {"product_id": "tea", "quantity": 1, "unit_price": 1},
            {"product_id": "", "quantity": 0, "unit_price": -1, "colour": "red"},
        ],
        "customer": {"external_id": "a\x00b", "mail": "x"},
    }
    assert set(faults(json.loads(json.dumps(order)), Record)) == {
        "/occurred_at",
        "/currency",
        "/lines/1/product_id",
        "/lines/1/quantity",
        "/lines/1/unit_price",
        "/lines/1/colour",
        "/customer/external_id",
        "/customer/mail",
    }


def test_what_is_wrong_some_ten_thousand_times_crashes_nothing() -> None:
    # What msgspec makes anew of such a type at each conversion, it frees too often.
    fault = FieldError(pointer="/said", detail="Expected `object`, got `array`")
    for _ in range(30_000):
        with pytest.raises(Malformed) as refusal:
            command({"said": []}, Said)
        assert refusal.value.errors == (fault,)


@pytest.mark.parametrize(
    "far",
    [
        "9999-12-31T23:59:59-12:00",
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_an_instant_that_is_none_in_some_zone_is_refused(far: str) -> None:
    # PostgreSQL would keep it, and nobody could read its row again.
    wrong = {"/planted_at": "This is too far from today."}
    assert faults({"name": "oak", "planted_at": far}) == wrong
    forest = {"trees": [{"name": "oak"}, {"name": "elm", "planted_at": far}]}
    assert set(faults(forest, Forest)) == {"/trees/1/planted_at"}
    last = {"name": "oak", "planted_at": "9999-12-29T23:59:59Z"}
    assert command(last, Tree).planted_at is not None
