"""Files of rows and columns: CSV, and Parquet where pyarrow is installed."""

import math
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from domain.kernel.cells import rows_of
from local.explained import ExplainedError

BATCH_ROWS = 10_000

Row = dict[str, str]
"""A row's cells as text, by column; empty where there is nothing."""


class TableUnreadable(ExplainedError, ValueError):
    """The file is not a table that can be read."""


def read_table(
    path: Path, columns: Collection[str], encoding: str, optional: Collection[str] = ()
) -> Iterator[Row]:
    """Give the rows of a file, one by one, with the columns asked for.

    The encoding is that of a CSV file; Parquet has none. Optional columns
    are of CSV, and those that are missing are not in its rows.
    """
    if path.suffix == ".parquet":
        return _parquet(path, columns)
    return _csv(path, columns, encoding, optional)


def _csv(
    path: Path, columns: Collection[str], encoding: str, optional: Collection[str]
) -> Iterator[Row]:
    with path.open(encoding=encoding, newline="") as file:
        reader = rows_of(file)
        head = next(reader, list[str]())
        _require(columns, head)
        wanted = [*columns, *(name for name in optional if name in head)]
        places = [(name, head.index(name)) for name in wanted]
        for number, cells in enumerate(reader, start=1):
            if not cells:
                continue  # An empty line is no row.
            if len(cells) != len(head):
                message = f"row {number}: {len(cells)} cells, not {len(head)}"
                raise TableUnreadable(message)
            yield {name: cells[place].strip() for name, place in places}


def _parquet(path: Path, columns: Collection[str]) -> Iterator[Row]:
    try:
        parquet = import_module("pyarrow.parquet")
    except ModuleNotFoundError as missing:
        message = "Parquet needs the extra `parquet`: pip install 'stamgast[parquet]'"
        raise TableUnreadable(message) from missing
    file = parquet.ParquetFile(path)
    _require(columns, file.schema_arrow.names)
    batches = file.iter_batches(batch_size=BATCH_ROWS, columns=list(columns))
    for batch in batches:
        for cells in batch.to_pylist():
            yield {name: _text(cell) for name, cell in cells.items()}


def _require(columns: Iterable[str], head: Collection[str]) -> None:
    missing = sorted(set(columns) - set(head))
    if missing:
        raise TableUnreadable(f"no column {', '.join(missing)}")


def _text(cell: Any) -> str:
    """Write a cell as a CSV file would have it; a whole number has no point."""
    match cell:
        case None:
            return ""
        case float() if math.isnan(cell):
            return ""
        case float() if cell.is_integer():
            return str(int(cell))
        case date() | datetime():
            return cell.isoformat()
        case _:
            return str(cell).strip()
