"""Files of rows as the API takes them: lines of JSON, or cells that mean such lines."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from domain import imports
from domain.imports import ImportKind
from domain.kernel.cells import CellsUnreadable, rows_of
from local.sending import SendingError

# What is no row: the API says of it that it is none.
NO_ROW = msgspec.Raw(b"[]")


def rows_in(file: Path, kind: ImportKind) -> Iterator[msgspec.Raw]:
    """Give the rows of a file as they are: the API says what is wrong with them."""
    if file.suffix.lower() == ".csv":
        yield from _cells(file, kind)
        return
    with file.open("rb") as lines:
        for line in lines:
            if line.strip():
                yield msgspec.Raw(line.strip())


def _cells(file: Path, kind: ImportKind) -> Iterator[msgspec.Raw]:
    """Give rows of cells, of which the first names the fields."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            records = filter(None, rows_of(text))
            head = next(records, list[str]())
            if not imports.names_fields(head):
                raise SendingError(f"The first row of {file} names a field twice.")
            for cells in records:
                if len(cells) == len(head):
                    yield msgspec.Raw(imports.of_cells(kind, head, cells))
                else:
                    yield NO_ROW
    except (CellsUnreadable, UnicodeDecodeError) as error:
        raise SendingError(f"{file} is no CSV in UTF-8: {error}.") from error
