"""Bulk import: orders a second through the API, against COPY of the same rows."""

import subprocess
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from time import perf_counter

import psutil
from sqlalchemy import Table as Stored

from benchmarks import history, twins
from benchmarks.contenders import Contender, Serving, python, serving
from benchmarks.effort import Effort
from benchmarks.figures import Column, Sample, Table
from benchmarks.history import History
from benchmarks.place import Place
from benchmarks.processes import HOST, Family, watched
from benchmarks.shop import Shop, open_shop
from demo.tenants import CDNOW, GROCER, DemoTenant
from local.service import Service, running

ROUNDS_MAX = 3
COPIES = (1, 4)
US_PER_S = 1_000_000
WORKERS = ("relay", "work", "schedule")
YARD_STICK = "COPY of orders and lines, no index"

NOTE = """\
{orders:,} orders of {lines:,} lines ({mib:.0f} MiB), {rounds} rounds, each to a new
tenant whose rule gives points. `stamgast import` sends them to one API process, beside
which relay, worker and schedule run. COPY writes the rows that the import left, taken
from a file in the form that PostgreSQL reads, in one transaction. µs are of processor
time."""

MEMORY_NOTE = """\
The most that the processes held, looked at twenty times a second; the API as it was
when the import began, and at its most."""

COLUMNS = (
    Column(key="rate", head="orders/s"),
    Column(key="lines_rate", head="lines/s"),
    Column(key="seconds", head="seconds", digits=1),
    Column(key="api_us", head="API µs/order"),
    Column(key="postgres_us", head="PostgreSQL µs/order"),
    Column(key="workers_us", head="workers µs/order"),
    Column(key="client_us", head="client µs/order"),
)
MEMORY_COLUMNS = (
    Column(key="mib", head="file MiB", digits=1),
    Column(key="rate", head="orders/s"),
    Column(key="api_first_mib", head="API before, MiB"),
    Column(key="api_most_mib", head="API most, MiB"),
    Column(key="client_most_mib", head="client most, MiB"),
)


class RefusedError(Exception):
    """An import did not take every order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """The platform's processes at work, and a number for each import."""

    place: Place
    api: Serving
    workers: Sequence[Family]
    numbers: "count[int]"

    def send(self, shop: Shop, sent: History) -> Sample:
        """Import a file into a shop and return what it took."""
        command = python(
            "local",
            "import",
            str(sent.path),
            *("--key", shop.secrets[0]),
            *("--url", f"http://{HOST}:{self.api.port}"),
            *("--name", f"bench-{next(self.numbers)}"),
        )
        before = self._cpu_seconds()
        began = perf_counter()
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as client:
            with watched((self.api.family, Family(client.pid))) as (api, its):
                told, _ = client.communicate()
            seconds = perf_counter() - began
        if client.returncode:
            raise RefusedError(told.decode(errors="replace"))
        taken = self._cpu_seconds()
        return {
            **_rates(sent, seconds),
            **{
                name: (taken[name] - before[name]) / sent.orders * US_PER_S
                for name in taken
            },
            "mib": sent.mib,
            "api_first_mib": api.first_mib,
            "api_most_mib": api.most_mib,
            "client_most_mib": its.most_mib,
        }

    def _cpu_seconds(self) -> dict[str, float]:
        """Return what each had taken of the processors; clients are our children."""
        clients = psutil.Process().cpu_times()
        return {
            "api_us": self.api.family.cpu_seconds(),
            "postgres_us": self.place.postgres.cpu_seconds(),
            "workers_us": sum(each.cpu_seconds() for each in self.workers),
            "client_us": clients.children_user + clients.children_system,
        }


@contextmanager
def at_work(place: Place, command: tuple[str, ...] = python("api")) -> Generator[Stack]:
    """Run what `make up` runs beside its servers."""
    api = Contender(name="api", command=command, settings=place.settings, requests=())
    with ExitStack() as stack:
        served = stack.enter_context(serving(api, place.postgres, place.directory))
        workers: list[Family] = []
        for role in WORKERS:
            service = Service(
                name=role,
                command=python("workers", role),
                log=place.directory / f"{role}.log",
                environment=place.settings,
                ready=lambda: True,
            )
            workers.append(Family(stack.enter_context(running(service)).pid))
        yield Stack(place=place, api=served, workers=workers, numbers=count(1))


def compare(place: Place, effort: Effort) -> Iterator[Table]:
    """Measure the import of each demo shop against COPY, and then its memory."""
    rounds = min(effort.rounds, ROUNDS_MAX)
    with at_work(place) as stack:
        for tenant in (CDNOW, GROCER):
            yield _against_copy(stack, tenant, effort.orders, rounds)
        yield _memory(stack, effort.orders)


def _against_copy(
    stack: Stack, tenant: DemoTenant, limit: int | None, rounds: int
) -> Table:
    place = stack.place
    sent = history.write(
        place.directory / f"{tenant.slug}.ndjson", history.times(tenant, 1, limit)
    )
    rows = place.directory / f"{tenant.slug}-rows"
    samples: dict[str, list[Sample]] = {}
    for number in range(rounds):
        shop = _shop(place, f"{tenant.slug}-{number}")
        ours = stack.send(shop, sent)
        tables = twins.written(place, shop)
        twins.take(place, shop, tables, rows)
        for name, sample in (
            (YARD_STICK, _copy(stack, sent, twins.BARE, twins.ORDERS)),
            ("the same, indexed", _copy(stack, sent, twins.INDEXED, twins.ORDERS)),
            (
                f"COPY of all {len(tables)} tables written, indexed",
                _copy(stack, sent, twins.INDEXED, tables),
            ),
            ("stamgast import", ours),
        ):
            samples.setdefault(name, []).append(sample)
    return Table(
        title=f"Import of {tenant.name}",
        note=NOTE.format(
            orders=sent.orders, lines=sent.lines, mib=sent.mib, rounds=rounds
        ),
        columns=COLUMNS,
        compared="rate",
        yard_stick=YARD_STICK,
        samples=samples,
    )


def _memory(stack: Stack, limit: int | None) -> Table:
    samples: dict[str, list[Sample]] = {}
    for copies in COPIES:
        sent = history.write(
            stack.place.directory / f"memory-{copies}.ndjson",
            history.times(CDNOW, copies, limit),
        )
        shop = _shop(stack.place, f"memory-{copies}")
        samples[f"CDNOW {copies}-fold"] = [stack.send(shop, sent)]
    return Table(
        title="Memory of an import",
        note=MEMORY_NOTE,
        columns=MEMORY_COLUMNS,
        compared="api_most_mib",
        yard_stick=f"CDNOW {COPIES[0]}-fold",
        samples=samples,
    )


def _copy(stack: Stack, sent: History, kind: str, tables: Sequence[Stored]) -> Sample:
    place = stack.place
    behind = place.postgres.cpu_seconds()
    rows = sent.path.with_name(f"{sent.path.stem}-rows")
    seconds = twins.copied(place, kind, tables, rows)
    behind = place.postgres.cpu_seconds() - behind
    return {
        **_rates(sent, seconds),
        "postgres_us": behind / sent.orders * US_PER_S,
    }


def _rates(sent: History, seconds: float) -> dict[str, float]:
    return {
        "rate": sent.orders / seconds,
        "lines_rate": sent.lines / seconds,
        "seconds": seconds,
    }


def _shop(place: Place, slug: str) -> Shop:
    return open_shop(place, slug, "query { __typename }")
