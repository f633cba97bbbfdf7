"""Pages: a list a piece at a time, by the key of the last row and not by counting."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from domain.kernel.errors import BadCursor

T = TypeVar("T")

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some of a list, and the cursor after which the rest follows, if there is any."""

    items: tuple[T, ...]
    next: str | None


def page(
    rows: Sequence[T], limit: int, key: Callable[[T], tuple[object, ...]]
) -> Page[T]:
    """Make a page of at most `limit` rows; the statement asked for one more."""
    items = tuple(rows[:limit])
    more = len(rows) > limit
    return Page(items=items, next=cursor(key(items[-1])) if more else None)


def cursor(key: tuple[object, ...]) -> str:
    """Return an opaque name for a place in a list: its version and the row's key."""
    return urlsafe_b64encode(msgspec.json.encode([VERSION, *key])).decode().rstrip("=")


def place(cursor: str, key: type[T]) -> T:
    """Return the key within a cursor, a tuple of the given type, or refuse."""
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        decoded = urlsafe_b64decode(padded)
        version, *values = msgspec.json.decode(decoded, type=list[Any])
        found = msgspec.convert(values, key)
    except (Error, ValueError, RecursionError, msgspec.MsgspecError) as error:
        raise BadCursor from error
    if version != VERSION:
        raise BadCursor
    return found
