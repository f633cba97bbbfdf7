"""Rows as cells: which of them are text, and which are JSON."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum, auto
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

from domain.imports.kinds import KINDS
from domain.imports.model import ImportKind
from domain.kernel import validation
from domain.kernel.batches import read_cell

ANNOTATED: Any = Annotated
UNION: Any = Union

encode = msgspec.json.Encoder().encode


class Form(Enum):
    """What a cell of a field may be."""

    TEXT = auto()
    JSON = auto()
    EITHER = auto()


def names_fields(cells: Sequence[str]) -> bool:
    """Tell whether each cell of a first row names a field of its own, or none."""
    names = [name for name in cells if name]
    return len(set(names)) == len(names)


def of_cells(kind: ImportKind, head: Sequence[str], cells: Sequence[str]) -> bytes:
    """Return cells as a line of JSON, by the fields of rows of that kind.

    A cell of a field that takes text is text, and any other is JSON; of one that takes
    both, JSON begins with a bracket. An empty cell says nothing.
    """
    forms = _forms(kind)
    named = zip(head, cells, strict=True)
    return encode({name: _value(cell, forms.get(name)) for name, cell in named if cell})


def _value(cell: str, form: Form | None) -> Any:
    match form:
        case Form.JSON:
            return read_cell(cell)
        case Form.EITHER if cell.startswith("["):
            return read_cell(cell)
        case _:
            return cell


@cache
def _forms(kind: ImportKind) -> Mapping[str, Form]:
    hints = validation.hints(KINDS[kind].row)
    return {name: _form(_kinds(hint)) for name, hint in hints.items()}


def _form(kinds: Sequence[type[Any]]) -> Form:
    text = [issubclass(each, (str, date)) for each in kinds]
    if all(text):
        return Form.TEXT
    return Form.EITHER if any(text) else Form.JSON


def _kinds(hint: Any) -> list[type[Any]]:
    """Return what a value may be, but for nothing at all."""
    generic, parts = get_origin(hint), get_args(hint)
    if generic is ANNOTATED:
        return _kinds(parts[0])
    if generic in {UnionType, UNION}:
        return [kind for part in parts for kind in _kinds(part)]
    plain = generic or hint
    return [] if plain is type(None) else [plain]
