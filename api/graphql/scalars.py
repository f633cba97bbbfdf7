"""Scalars: what a value is, and how it is written in JSON."""

from datetime import datetime
from typing import Annotated, Any, NewType

import msgspec
import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

Long = NewType("Long", int)

INT_MAX = 2**31 - 1
LONG_MAX = 2**63 - 1

_Instant = Annotated[datetime, msgspec.Meta(tz=True)]


def _long(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise GraphQLError("Long cannot represent what is not a whole number.")
    if abs(value) > LONG_MAX:
        raise GraphQLError("Long cannot represent more than 64 bits.")
    return value


def _instant(value: Any) -> datetime:
    try:
        return msgspec.convert(value, _Instant)
    except msgspec.ValidationError as error:
        told = "DateTime wants RFC 3339 with a zone, such as 2030-01-01T12:00:00Z."
        raise GraphQLError(told) from error


def _same(value: Any) -> Any:
    return value


# Over REST and here, msgspec writes them, and so in the same way.
SCALARS: dict[object, ScalarDefinition] = {
    Long: strawberry.scalar(
        name="Long",
        description="A whole number of 64 bits: points, and money in minor units.",
        serialize=_long,
        parse_value=_long,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment in time: RFC 3339, with its zone.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=_same,
        parse_value=_instant,
    ),
}
