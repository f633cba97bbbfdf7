"""Bodies of cells (CSV, RFC 4180), as the lines of JSON that they mean."""

from collections.abc import AsyncIterator
from io import StringIO

from api.rest.lines import check
from domain import imports
from domain.imports import ImportKind
from domain.kernel.batches import malformed
from domain.kernel.cells import CellsUnreadable, rows_of

# What is no row where cells cannot be told apart: a line that is refused as such.
NO_CELLS = b"[]"


async def as_lines(
    pieces: AsyncIterator[bytes], kind: ImportKind
) -> AsyncIterator[bytes]:
    """Give lines of JSON for rows of cells, of which the first names the fields.

    Empty rows are none. One with more or fewer cells than the first is no object.
    """
    head: list[str] = []
    async for records in _records(pieces):
        lines: list[bytes] = []
        for record in records:
            cells = _cells(record)
            if not head:
                head = _head(cells)
            elif cells is None or len(cells) not in {0, len(head)}:
                lines.append(NO_CELLS)
            elif cells:
                lines.append(imports.of_cells(kind, head, cells))
        yield b"".join(line + b"\n" for line in lines)


def _head(cells: list[str] | None) -> list[str]:
    """Return the fields that a first row names, or refuse to guess at them."""
    if cells is None or not imports.names_fields(cells):
        raise malformed("", "The first row does not name fields, and each once.")
    return cells


async def _records(pieces: AsyncIterator[bytes]) -> AsyncIterator[list[bytes]]:
    """Give rows as they are written; within quotes they go on over lines."""
    # Lines of a row that goes on, how long they are, and whether a quote is open.
    begun, size, is_open = list[bytes](), 0, False
    rest = b""
    async for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        records: list[bytes] = []
        for line in whole:
            begun.append(line)
            size += len(line) + 1
            check(size)
            is_open ^= line.count(b'"') % 2 == 1
            if not is_open:
                records.append(b"\n".join(begun))
                begun, size = [], 0
        check(size + len(rest))
        yield records
    yield [b"\n".join([*begun, rest])]


def _cells(record: bytes) -> list[str] | None:
    """Return the cells of a row, or nothing if it is none; an empty row has none."""
    try:
        text = record.decode("utf-8-sig").rstrip("\r\n")
        empty: list[str] = []
        return next(rows_of(StringIO(text, newline="")), empty)
    except (UnicodeDecodeError, CellsUnreadable):
        return None
