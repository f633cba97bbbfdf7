"""Predicates: trees that say which customers are meant.

They are tagged by `type`, and know a fixed set of fields. A value of one is only ever a
parameter of the statement that they become.
"""

from collections.abc import Iterator
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from domain.kernel.types import ShortText, Slug

DEPTH_MAX = 8
NODES_MAX = 60
INLINED_MAX = 200

# `purchases.orders`, `scores.recency`, `preferences.shoe-size`.
Field: TypeAlias = Annotated[
    str,
    Meta(
        pattern=(
            r"^((purchases|scores|value|customer)\.[a-z_]{1,40}"
            r"|(attributes|preferences)\.[A-Za-z0-9_-]{1,40})$(?!\n)"
        ),
        examples=["purchases.orders"],
    ),
]
Bound: TypeAlias = Annotated[int, Meta(ge=-(10**12), le=10**12)]
Days: TypeAlias = Annotated[int, Meta(ge=-3_650, le=36_500)]
Within: TypeAlias = Annotated[int, Meta(ge=1, le=36_500)]
Times: TypeAlias = Annotated[int, Meta(ge=0, le=1_000_000)]
Values: TypeAlias = Annotated[
    tuple[ShortText | bool | int, ...], Meta(min_length=1, max_length=500)
]
Names: TypeAlias = Annotated[tuple[ShortText, ...], Meta(max_length=500)]
# A tree has no end of itself, and an example needs one.
EXAMPLE = {"type": "number", "field": "purchases.orders", "at_least": 2}
Parts: TypeAlias = Annotated[
    tuple["Predicate", ...], Meta(min_length=1, max_length=20, examples=[[EXAMPLE]])
]


class _Node(Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """What stands in a tree."""


class AllOf(_Node, frozen=True, tag="all"):
    """Holds if all of them hold."""

    of: Parts


class AnyOf(_Node, frozen=True, tag="any"):
    """Holds if at least one of them holds."""

    of: Parts


class Not(_Node, frozen=True, tag="not"):
    """Holds if the other one does not."""

    of: Annotated["Predicate", Meta(examples=[EXAMPLE])]


class OneOf(_Node, frozen=True, tag="one_of"):
    """Holds if a field has one of some values; of a list, if one of its members has."""

    field: Field
    values: Values


class Number(_Node, frozen=True, tag="number"):
    """Holds if a field is a number within bounds, both inclusive."""

    field: Field
    at_least: Bound | None = None
    at_most: Bound | None = None


class Since(_Node, frozen=True, tag="since"):
    """Holds if so many days have passed since a day, both bounds inclusive.

    Of a day to come fewer than none have passed: `at_least: -7` is within a week.
    """

    field: Field
    at_least: Days | None = None
    at_most: Days | None = None


class Bought(_Node, frozen=True, tag="bought"):
    """Holds for who placed so many orders with one of these, and kept something.

    With neither products nor categories it counts any order; with `at_most: 0` it holds
    for who bought none of it.
    """

    products: Names = ()
    categories: Names = ()
    within_days: Within | None = None
    at_least: Times = 1
    at_most: Times | None = None


class Did(_Node, frozen=True, tag="did"):
    """Holds for whom so many events of a type were reported."""

    event: Slug
    within_days: Within | None = None
    at_least: Times = 1
    at_most: Times | None = None


class Completed(_Node, frozen=True, tag="completed"):
    """Holds for who did all of a challenge so many times, by its name."""

    challenge: Slug
    within_days: Within | None = None
    at_least: Times = 1
    at_most: Times | None = None


class Agrees(_Node, frozen=True, tag="agrees"):
    """Holds for whose data may be used for a purpose."""

    purpose: Slug


class InSegment(_Node, frozen=True, tag="in_segment"):
    """Holds for whom the predicate of another segment holds."""

    segment: Slug


Predicate: TypeAlias = (
    AllOf
    | AnyOf
    | Not
    | OneOf
    | Number
    | Since
    | Bought
    | Did
    | Completed
    | Agrees
    | InSegment
)
Leaf: TypeAlias = OneOf | Number | Since | Bought | Did | Completed | Agrees | InSegment


def walk(
    predicate: Predicate, at: str = "/predicate", depth: int = 1
) -> Iterator[tuple[str, int, Predicate]]:
    """Give each node of a tree with where it is and how deep."""
    yield at, depth, predicate
    match predicate:
        case AllOf(of=parts) | AnyOf(of=parts):
            for place, each in enumerate(parts):
                yield from walk(each, f"{at}/of/{place}", depth + 1)
        case Not(of=inner):
            yield from walk(inner, f"{at}/of", depth + 1)
        case _:
            return
