"""Where the processor time of the API goes, function by function."""

import signal
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from pstats import Stats
from typing import Any, cast

import psutil

from benchmarks import bulk, history, seed, statements, status
from benchmarks.contenders import Serving, python, serving
from benchmarks.effort import Effort
from benchmarks.figures import Column, Sample, Table
from benchmarks.place import Place
from benchmarks.shop import open_shop
from demo.tenants import CDNOW, GROCER
from local.service import PROJECT, NotReadyError

FUNCTIONS = 30
ORDERS = 10_000
WRITTEN_S = 20
POLL_S = 0.1
US_PER_S = 1_000_000

NOTE = """\
{count:,} {what}. The functions that took most processor time themselves, in µs for
each; the profiler makes calls dearer than they are, small ones most."""

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
        seen = place.directory / f"status-{number}.profile"
        slowed = replace(contender, command=profiled(seen))
        with serving(slowed, place.postgres, place.directory) as at_work:
            at_work.ask(max(effort.requests, len(contender.requests)))
            with watched(at_work, seen):
                at_work.ask(effort.requests)
        what = f"requests of {contender.name}"
        yield table("status", what, seen, effort.requests)


def imports(place: Place, effort: Effort) -> Iterator[Table]:
    """Profile the API while it takes the orders of the demo shops."""
    for number, tenant in enumerate((CDNOW, GROCER)):
        seen = place.directory / f"import-{number}.profile"
        limit = min(effort.orders or ORDERS, ORDERS)
        sent = history.write(
            place.directory / f"{tenant.slug}.ndjson", history.times(tenant, 1, limit)
        )
        shop = open_shop(place, f"profile-{tenant.slug}", status.TRUSTED)
        with bulk.at_work(place, profiled(seen)) as stack, watched(stack.api, seen):
            stack.send(shop, sent)
        what = f"orders of {tenant.name}"
        yield table("an import", what, seen, sent.orders)
        shop = open_shop(place, f"statements-{tenant.slug}", status.TRUSTED)
        with statements.listened(place) as heard, bulk.at_work(place) as stack:
            stack.send(shop, sent)
        yield statements.table(heard, what, sent.orders)


def profiled(seen: Path) -> tuple[str, ...]:
    """Return the command of an API that can be profiled."""
    return python("benchmarks.profiled", str(seen), "api")


@contextmanager
def watched(api: Serving, seen: Path) -> Generator[None]:
    """Have the API profiled while a block runs, and wait for the profile."""
    process = psutil.Process(api.family.pid)
    process.send_signal(signal.SIGUSR1)
    yield
    process.send_signal(signal.SIGUSR2)
    _await(seen)


def table(title: str, what: str, seen: Path, count: int) -> Table:
    """Return the functions that took most, for one of a number of things."""
    return Table(
        title=f"Profile of {title}",
        note=NOTE.format(what=what, count=count),
        columns=COLUMNS,
        compared="own_us",
        yard_stick=None,
        samples=dict(_functions(seen, count)),
    )


def _functions(seen: Path, count: int) -> Iterator[tuple[str, list[Sample]]]:
    """Give the functions that took most, and what each took for one of a number."""
    # In no stub: (file, line, name) to (primitive calls, calls, own, whole, callers).
    found = cast("Any", Stats(str(seen))).stats.items()
    ordered = sorted(found, key=lambda item: item[1][2], reverse=True)
    for (file, line, name), (_, calls, own, whole, _) in ordered[:FUNCTIONS]:
        sample = {
            "own_us": own / count * US_PER_S,
            "whole_us": whole / count * US_PER_S,
            "calls": calls / count,
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
