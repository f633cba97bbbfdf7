"""Cells after RFC 4180; of how long one may be, a process has one limit."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

# The description of a product is a page.
CELL_CHARS_MAX = 4 * 1024 * 1024
csv.field_size_limit(CELL_CHARS_MAX)

CellsUnreadable = csv.Error


def rows_of(lines: Iterable[str]) -> Iterator[list[str]]:
    """Give the cells of each row, or refuse what is not written so."""
    return csv.reader(lines, strict=True)


def written(cells: Sequence[str]) -> bytes:
    """Return cells as a row."""
    text = StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()
