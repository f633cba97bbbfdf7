"""The report: Markdown for people, JSON for machines."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import msgspec

from benchmarks.figures import Table
from benchmarks.machine import Machine

# Below it, a ratio is shown with one more digit.
SMALL = 0.1


def markdown(table: Table) -> str:
    """Return a table as Markdown, below its title and what is to be known of it."""
    return "\n".join(_lines(table))


def save(
    directory: Path, at: datetime, machine: Machine, tables: Sequence[Table]
) -> Path:
    """Write everything that was measured to a new file, and return its path."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / f"bench-{at:%Y%m%dT%H%M%SZ}.json"
    told = {
        "at": at,
        "machine": asdict(machine),
        "tables": [
            {**asdict(table), "rows": [asdict(row) for row in table.rows()]}
            for table in tables
        ],
    }
    path.write_bytes(msgspec.json.format(msgspec.json.encode(told)))
    return path


def _lines(table: Table) -> Iterator[str]:
    heads = ["", *(column.head for column in table.columns)]
    if table.yard_stick is not None:
        heads.append("ratio")
    yield f"### {table.title}\n"
    yield f"{table.note}\n"
    yield _line(heads)
    yield _line(["---", *("---:" for _ in heads[1:])])
    for row in table.rows():
        cells = [column.show(row.medians.get(column.key)) for column in table.columns]
        ratio = [] if row.ratio is None else [_ratio(row.ratio)]
        yield _line([row.name, *cells, *ratio])
    yield ""


def _ratio(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio >= SMALL else f"{ratio:.3f}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
