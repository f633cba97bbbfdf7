"""Where the processor time of a status goes, function by function."""

import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from pstats import Stats
from typing import Any, cast

import psutil

from benchmarks import seed, status
from benchmarks.contenders import Contender, python, serving
from benchmarks.effort import Effort
from benchmarks.figures import Column, Sample, Table
from benchmarks.place import Place
from benchmarks.shop import open_shop
from local.service import PROJECT, NotReadyError

FUNCTIONS = 30
WRITTEN_S = 20
POLL_S = 0.1
US_PER_S = 1_000_000

NOTE = """\
{name}: {requests:,} requests. The functions that took most processor time themselves,
in µs a request; the profiler makes calls dearer than they are, small ones most."""

COLUMNS = (
    Column(key="own_us", head="own µs", digits=1),
    Column(key="whole_us", head="with what it calls", digits=1),
    Column(key="calls", head="calls", digits=1),
)


def answers(place: Place, effort: Effort) -> Iterator[Table]:
    """Profile our answers, by REST and by trusted document."""
    shop = open_shop(place, "profile", status.TRUSTED)
    seed.seed(place, shop, effort.customers)
    for number, contender in enumerate(
        status.ours(place, shop, seed.some(effort.customers, status.ASKED))
    ):
        seen = place.directory / f"{number}.profile"
        yield _profile(place, contender, seen, effort.requests)


def _profile(place: Place, ours: Contender, seen: Path, requests: int) -> Table:
    command = python("benchmarks.profiled", str(seen), "api")
    contender = replace(ours, command=command)
    with serving(contender, place.postgres, place.directory) as at_work:
        process = psutil.Process(at_work.family.pid)
        at_work.ask(max(requests, len(contender.requests)))
        process.send_signal(signal.SIGUSR1)
        at_work.ask(requests)
        process.send_signal(signal.SIGUSR2)
        _await(seen)
    return Table(
        title="Profile of the status",
        note=NOTE.format(name=ours.name, requests=requests),
        columns=COLUMNS,
        compared="own_us",
        yard_stick=None,
        samples=dict(_functions(seen, requests)),
    )


def _functions(seen: Path, requests: int) -> Iterator[tuple[str, list[Sample]]]:
    """Give the functions that took most, and what each took of a request."""
    # In no stub: (file, line, name) to (primitive calls, calls, own, whole, callers).
    found = cast("Any", Stats(str(seen))).stats.items()
    ordered = sorted(found, key=lambda item: item[1][2], reverse=True)
    for (file, line, name), (_, calls, own, whole, _) in ordered[:FUNCTIONS]:
        sample = {
            "own_us": own / requests * US_PER_S,
            "whole_us": whole / requests * US_PER_S,
            "calls": calls / requests,
        }
        yield _named(file, line, name), [sample]


def _named(file: str, line: int, name: str) -> str:
    """Return a function's name with the end of its file's, which says enough."""
    if not line:
        return f"`{name}`"
    path = Path(file)
    place = path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path
    short = "/".join(place.parts[-3:])
    return f"`{name}` {short}:{line}"


def _await(seen: Path) -> None:
    """Wait until the profile is written."""
    until = time.monotonic() + WRITTEN_S
    while not seen.exists() or not seen.stat().st_size:
        if time.monotonic() > until:
            raise NotReadyError(f"No profile was written to {seen}.")
        time.sleep(POLL_S)
    time.sleep(POLL_S)
