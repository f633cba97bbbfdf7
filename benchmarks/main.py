"""The command line: what to measure, how thoroughly, and what to print."""

import signal
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from benchmarks import (
    answers,
    backtest,
    bulk,
    contributions,
    effort,
    erasure,
    growth,
    machine,
    messages,
    posting,
    posting_growth,
    posting_profile,
    profile,
    recommending,
    report,
    rfm,
    scores,
    status,
)
from benchmarks.effort import Effort
from benchmarks.figures import Table
from benchmarks.place import Place, place
from domain.kernel.platform import utc_now
from local.console import say, warn
from local.environment import environment
from local.home import home

# As a share of the cores: above it, others were at work.
BUSY = 0.3


class Name(StrEnum):
    """What can be measured."""

    STATUS = "status"
    LEDGER = "ledger"
    BOOKS = "books"
    IMPORT = "import"
    BACKTEST = "backtest"
    ERASURE = "erasure"
    GROWTH = "growth"
    ANSWERS = "answers"
    SCORES = "scores"
    GRADES = "grades"
    RECOMMENDATIONS = "recommendations"
    CONTRIBUTIONS = "contributions"
    MESSAGES = "messages"


def run(  # noqa: PLR0913 - each is an option
    names: Annotated[
        list[Name] | None, typer.Argument(help="What to measure; all if none is named.")
    ] = None,
    *,
    quick: Annotated[
        bool, typer.Option(help="Small and once: to see that it works.")
    ] = False,
    full: Annotated[bool, typer.Option(help="Up to a million customers.")] = False,
    profiling: Annotated[
        bool, typer.Option("--profile", help="Say where the time goes instead.")
    ] = False,
    node: Annotated[
        Path | None,
        typer.Option(help="Where packages of Node are: also measure those servers."),
    ] = None,
    references: Annotated[
        Path | None,
        typer.Option(
            help="A Python with lifetimes and implicit, measured beside ours."
        ),
    ] = None,
    rounds: Annotated[int | None, typer.Option(help="How often to measure.")] = None,
    customers: Annotated[
        int | None, typer.Option(help="How many customers to ask for a status of.")
    ] = None,
    requests: Annotated[
        int | None, typer.Option(help="How many requests make a round.")
    ] = None,
    orders: Annotated[
        int | None, typer.Option(help="How many orders of a shop to import.")
    ] = None,
    connections: Annotated[
        list[int] | None,
        typer.Option(help="Over how many connections to post; may be repeated."),
    ] = None,
) -> None:
    """Measure, print Markdown, and keep everything that was seen as JSON."""
    chosen = effort.QUICK if quick else effort.FULL if full else effort.USUAL
    given = {
        "references": references,
        "rounds": rounds,
        "customers": customers,
        "requests": requests,
        "orders": orders,
        "connections": tuple(connections) if connections else None,
    }
    told = {name: value for name, value in given.items() if value is not None}
    load = machine.load_now()
    where = home(environment())
    with place(where) as made:
        this = machine.this_machine(made.database_url, load)
        say(f"{this}\n")
        if load > this.cores * BUSY:
            warn("Others are at work on this machine: these are no figures to quote.\n")
        tables: list[Table] = []
        for table in _tables(
            made, replace(chosen, **told), names or list(Name), node, profiling
        ):
            say(report.markdown(table))
            tables.append(table)
    say(f"{report.save(where.path, utc_now(), this, tables)}")


def _tables(
    made: Place,
    chosen: Effort,
    names: list[Name],
    node: Path | None,
    profiling: bool,  # noqa: FBT001 - an option, handed on
) -> Iterator[Table]:
    """Give the tables of the benchmarks that were named, one after another."""
    if profiling:
        yield from _profiles(made, chosen, names)
        return
    for name in names:
        yield from _measured(made, chosen, name, node)


def _measured(
    made: Place, chosen: Effort, name: Name, node: Path | None
) -> Iterable[Table]:
    """Return the tables of a benchmark."""
    curves = {
        Name.BOOKS: posting_growth.curve,
        Name.ERASURE: erasure.compare,
        Name.GROWTH: growth.curve,
        Name.ANSWERS: answers.compare,
        Name.CONTRIBUTIONS: contributions.compare,
        Name.MESSAGES: messages.compare,
    }
    several = {
        Name.LEDGER: posting.compare,
        Name.IMPORT: bulk.compare,
        Name.BACKTEST: backtest.compare,
        Name.SCORES: scores.compare,
        Name.GRADES: rfm.compare,
        Name.RECOMMENDATIONS: recommending.compare,
    }
    if name in several:
        return several[name](made, chosen)
    if name in curves:
        return (curves[name](made, chosen),)
    return (status.compare(made, chosen, node),)


def _profiles(made: Place, chosen: Effort, names: list[Name]) -> Iterator[Table]:
    """Give the profiles of the benchmarks that were named."""
    if Name.STATUS in names:
        yield from profile.answers(made, chosen)
    if Name.IMPORT in names:
        yield from profile.imports(made, chosen)
    if Name.LEDGER in names:
        yield from posting_profile.postings(made, chosen)
    if Name.BACKTEST in names:
        yield from backtest.profile(made, chosen)


def main() -> None:
    """Measure what the command line says; leave nothing behind if told to stop."""
    signal.signal(signal.SIGTERM, _stop)
    typer.run(run)


def _stop(number: int, frame: FrameType | None) -> None:
    """Have every block that is open end as if nothing more was to be measured."""
    del frame
    sys.exit(128 + number)
