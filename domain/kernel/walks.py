"""Walks: all rows of a table, a piece at a time, by their keys and the oldest first.

Identifiers grow with time, so that what is added meanwhile comes at the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, Select, select

from domain.kernel.errors import BadCursor
from domain.kernel.unit import Unit

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece(Generic[T]):
    """Some of what there is, and after which key the rest follows, if there is any."""

    items: tuple[T, ...]
    last: str | None


@dataclass(frozen=True, slots=True)
class _Key:
    id: str


async def keys_after(
    unit: Unit, key: Column[Any], after: str | None, limit: int
) -> tuple[str, ...]:
    """Return the keys that follow one, of anything in a table."""
    rows = await unit.all(_Key, following(select(key.label("id")), key, after, limit))
    return tuple(row.id for row in rows)


def following(
    statement: Select[Any], key: Column[Any], after: str | None, limit: int
) -> Select[Any]:
    """Return the statement that reads what follows a key, up to a limit, or refuse."""
    piece = statement.order_by(key).limit(limit)
    if after is None:
        return piece
    kind: Any = key.type
    if not after.startswith(f"{kind.prefix}_"):
        raise BadCursor
    return piece.where(key > after)


def piece(items: Sequence[T], keys: Sequence[str], limit: int) -> Piece[T]:
    """Make a piece of what was found under keys; fewer than the limit are the last."""
    return Piece(items=tuple(items), last=keys[-1] if len(keys) == limit else None)
