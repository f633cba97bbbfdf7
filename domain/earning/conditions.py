"""Conditions: trees that say when a rule gives, and for which lines.

They are tagged by `type`. Times of day and days are those of the programme's zone.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from domain.kernel.types import ShortText

DEPTH_MAX = 8
NODES_MAX = 100

# `order.amount`, `line.category`, `customer.tier`, or of an event `event.rating`.
Field: TypeAlias = Annotated[
    str,
    Meta(
        pattern=r"^(order|line|customer|event)(\.[A-Za-z0-9_-]{1,40}){1,5}$(?!\n)",
        examples=["order.amount"],
    ),
]
Bound: TypeAlias = Annotated[int, Meta(ge=-(10**12), le=10**12)]
Divisor: TypeAlias = Annotated[int, Meta(ge=1, le=10**6)]
Values: TypeAlias = Annotated[
    tuple[ShortText | bool | int, ...], Meta(min_length=1, max_length=500)
]
Clock: TypeAlias = Annotated[
    str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)", examples=["17:30"])
]


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEKDAYS = tuple(Weekday)
# A tree has no end of itself, and an example needs one.
EXAMPLE = {"type": "one_of", "field": "order.channel", "values": ["app"]}
Parts: TypeAlias = Annotated[
    tuple["Condition", ...], Meta(min_length=1, max_length=20, examples=[[EXAMPLE]])
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

    of: Annotated["Condition", Meta(examples=[EXAMPLE])]


class OneOf(_Node, frozen=True, tag="one_of"):
    """Holds if a field has one of some values; of a list, if one of its members has."""

    field: Field
    values: Values


class Number(_Node, frozen=True, tag="number"):
    """Holds if a field is a number within bounds, both inclusive."""

    field: Field
    at_least: Bound | None = None
    at_most: Bound | None = None
    multiple_of: Divisor | None = None


class During(_Node, frozen=True, tag="during"):
    """Holds from the first day to the end of the last, at those hours of those days.

    From an hour up to and without another; over midnight, if the second is the earlier.
    """

    first_day: date | None = None
    last_day: date | None = None
    weekdays: Annotated[tuple[Weekday, ...], Meta(max_length=7)] = ()
    from_time: Clock | None = None
    to_time: Clock | None = None


Condition: TypeAlias = AllOf | AnyOf | Not | OneOf | Number | During
