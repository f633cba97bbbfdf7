"""Which statements took PostgreSQL's time, and whether they took more as tables grew.

PostgreSQL itself is asked: for a while it writes every statement to its log.
"""

import re
from collections import defaultdict
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import LiteralString

import psycopg

from benchmarks.figures import Column, Sample, Table
from benchmarks.place import Place

STATEMENTS = 15
SHOWN = 100
# A record of the log begins with its time and goes on for as many lines as it takes.
RECORD = re.compile(
    r"duration: (?P<ms>[0-9.]+) ms  (?:statement|execute [^:]+): "
    r"(?P<sql>.*?)(?=\n\d{4}-\d\d-\d\d |\Z)",
    re.DOTALL,
)
VALUES = re.compile(r"'[^']*'|\$?\b\d+\b")

LOUD: tuple[LiteralString, ...] = (
    "ALTER DATABASE bench SET log_min_duration_statement = 0",
    "ALTER DATABASE bench SET log_parameter_max_length = 0",
)
QUIET: LiteralString = "ALTER DATABASE bench RESET ALL"

NOTE = """\
{count:,} {what}. The statements that took most time, waiting included, with
what one of them took at first and at last: the first and the last fifth of them."""

COLUMNS = (
    Column(key="us", head="µs each"),
    Column(key="times", head="times"),
    Column(key="first_ms", head="at first, ms", digits=1),
    Column(key="last_ms", head="at last, ms", digits=1),
)


@dataclass(slots=True)
class Heard:
    """What PostgreSQL wrote to its log meanwhile."""

    log: str = ""


@contextmanager
def listened(place: Place) -> Generator[Heard]:
    """Have PostgreSQL write down all statements of connections made in a block."""
    path = place.directory / "postgres.log"
    with psycopg.connect(place.database_url, autocommit=True) as connection:
        for statement in LOUD:
            connection.execute(statement)
        began, heard = path.stat().st_size, Heard()
        try:
            yield heard
        finally:
            connection.execute(QUIET)
        heard.log = _since(path, began)


def table(heard: Heard, what: str, count: int) -> Table:
    """Return the statements that took most, for one of a number of things."""
    return Table(
        title="Statements",
        note=NOTE.format(what=what, count=count),
        columns=COLUMNS,
        compared="us",
        yard_stick=None,
        samples=dict(_rows(heard.log, count)),
    )


def _rows(log: str, count: int) -> Iterator[tuple[str, list[Sample]]]:
    taken: defaultdict[str, list[float]] = defaultdict(list)
    for record in RECORD.finditer(log):
        text = " ".join(VALUES.sub("?", record["sql"]).split())
        taken[f"`{text[:SHOWN].replace('|', ' ')}`"].append(float(record["ms"]))
    ordered = sorted(taken.items(), key=lambda item: sum(item[1]), reverse=True)
    for text, each in ordered[:STATEMENTS]:
        fifth = max(1, len(each) // 5)
        sample = {
            "us": sum(each) * 1_000 / count,
            "times": len(each),
            "first_ms": fmean(each[:fifth]),
            "last_ms": fmean(each[-fifth:]),
        }
        yield text, [sample]


def _since(path: Path, began: int) -> str:
    with path.open("rb") as log:
        log.seek(began)
        return log.read().decode(errors="replace")
