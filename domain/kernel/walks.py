"""Walks: all rows of a table, a piece at a time, by their keys and the oldest first.

Identifiers grow with time, so that what is added meanwhile comes at the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, ColumnElement, Select, false, func, select

from domain.kernel.errors import BadCursor
from domain.kernel.unit import Unit

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece(Generic[T]):
    """Some of what there is, and after which key the rest follows, if there is any."""

    items: tuple[T, ...]
    last: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """How many rows there are, and how many of them come up to a key."""

    rows: int
    done: int


@dataclass(frozen=True, slots=True)
class _Key:
    id: str


async def keys_after(
    unit: Unit, key: Column[Any], after: str | None, limit: int
) -> tuple[str, ...]:
    """Return the keys that follow one, of anything in a table."""
    rows = await unit.all(_Key, following(select(key.label("id")), key, after, limit))
    return tuple(row.id for row in rows)


async def walked(
    unit: Unit, key: Column[Any], until: str | None, *which: ColumnElement[bool]
) -> Walked:
    """Count rows of a table, and how many of them come up to a key, or refuse it."""
    come = false() if until is None else key <= _checked(key, until)
    done = func.count().filter(come)
    counts = select(func.count().label("rows"), done.label("done"))
    found = await unit.one(Walked, counts.select_from(key.table).where(*which))
    assert found is not None
    return found


def following(
    statement: Select[Any], key: Column[Any], after: str | None, limit: int
) -> Select[Any]:
    """Return the statement that reads what follows a key, up to a limit, or refuse."""
    piece = statement.order_by(key).limit(limit)
    return piece if after is None else piece.where(key > _checked(key, after))


def piece(items: Sequence[T], keys: Sequence[str], limit: int) -> Piece[T]:
    """Make a piece of what was found under keys; fewer than the limit are the last."""
    return Piece(items=tuple(items), last=keys[-1] if len(keys) == limit else None)


def _checked(key: Column[Any], given: str) -> str:
    """Return a key, or refuse that of another kind of thing."""
    kind: Any = key.type
    if not given.startswith(f"{kind.prefix}_"):
        raise BadCursor
    return given
