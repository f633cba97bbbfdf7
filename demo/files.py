"""How the histories are kept: text, a row to a line, compressed with xz."""

import csv
import lzma
from collections.abc import Iterable, Iterator
from pathlib import Path

DEMO = Path(__file__).parent

# Tuned for text: the byte before says more than the position does.
FILTERS = [
    {
        "id": lzma.FILTER_LZMA2,
        "preset": 9 | lzma.PRESET_EXTREME,
        "lc": 4,
        "lp": 0,
        "pb": 0,
    }
]


def read(name: str) -> Iterator[list[str]]:
    """Give the rows of a file below its head, one by one."""
    with lzma.open(DEMO / name, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


def write(path: Path, head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a file, the same to the byte for the same rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with lzma.open(
        path,
        "wt",
        encoding="utf-8",
        newline="",
        filters=FILTERS,
        check=lzma.CHECK_CRC64,
    ) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
