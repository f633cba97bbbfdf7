"""A file of an export: what of it is whole, and by which row to go on."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from domain.exports import ExportFormat
from domain.kernel.cells import CellsUnreadable, rows_of
from local.explained import ExplainedError

Row = Mapping[str, Any]


class NoExport(ExplainedError):
    """A file is there that is no export of this kind."""


@dataclass(frozen=True, slots=True)
class Whole:
    """How many bytes of a file are whole rows, and the id of the last of them."""

    length: int
    last: str | None


def whole(path: Path, form: ExportFormat) -> Whole:
    """Return what of a file is whole; its last row may have been cut off."""
    if not path.exists():
        return Whole(0, None)
    match form:
        case ExportFormat.NDJSON:
            return _whole(path, _lines, lambda _, record: json.loads(record))
        case ExportFormat.CSV:
            return _whole(path, _records, _row_of_cells)


def _whole(
    path: Path,
    records: Callable[[Path], Iterator[bytes]],
    read: Callable[[bytes, bytes], Row | None],
) -> Whole:
    head, last, length = b"", b"", 0
    for record in records(path):
        head, last, length = head or record, record, length + len(record)
    if not last:
        if path.stat().st_size:
            raise NoExport(f"{path} is there, and no such export.")
        return Whole(0, None)
    try:
        row = read(head, last)
        # An entry of an account has its id in what it tells.
        name = None if row is None else str((row.get("entry") or row)["id"])
    except (ValueError, KeyError, TypeError, AttributeError, CellsUnreadable) as error:
        raise NoExport(f"{path} is there, and no such export.") from error
    return Whole(length, name)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from (line for line in file if line.endswith(b"\n"))


def _records(path: Path) -> Iterator[bytes]:
    """Give whole rows of cells; within quotes they go on over lines."""
    begun, is_open = list[bytes](), False
    for line in _lines(path):
        begun.append(line)
        is_open ^= line.count(b'"') % 2 == 1
        if not is_open:
            yield b"".join(begun)
            begun = []


def _row_of_cells(head: bytes, last: bytes) -> Row | None:
    """Return a row by the names of its fields; the names alone are none."""
    names, cells = (next(rows_of(StringIO(each.decode()))) for each in (head, last))
    if not {"id", "entry"}.intersection(names):
        raise KeyError("id")
    if head == last:
        return None
    row: dict[str, Any] = dict(zip(names, cells, strict=True))
    if "entry" in row:
        row["entry"] = json.loads(row["entry"])
    return row
