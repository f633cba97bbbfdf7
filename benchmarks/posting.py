"""Posting: transfers a second through the ledger, against pgbench on its server."""

import asyncio
import re
import subprocess
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from time import perf_counter, process_time

from sqlalchemy import make_url

from benchmarks import seed
from benchmarks.effort import Effort
from benchmarks.figures import Column, Sample, Table, interleaved
from benchmarks.place import Place
from benchmarks.shop import Shop, open_shop, operator_of, platform_of
from domain import ledger
from domain.kernel import Platform, Unit
from domain.kernel.platform import utc_now
from local import postgres, servers

CONNECTIONS = 8
CHUNK = 1_000
SCALE = "10"
WARM_UP_S = 0.5
SEEN_OFF_S = 0.5
US_PER_S = 1_000_000
YARD_STICK = "pgbench, tpcb-like"
RATE = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)

NOTE = """\
{customers:,} accounts; {seconds} s a round over 8 connections, {rounds} rounds, each
posting durable when it is answered. pgbench sends prepared statements from C and does
one transaction of five statements; its database has scale 10."""

COLUMNS = (
    Column(key="rate", head="postings/s"),
    Column(key="cpu_us", head="CPU µs"),
    Column(key="postgres_us", head="PostgreSQL µs"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A shop whose accounts are posted to, so many seconds a round."""

    place: Place
    shop: Shop
    customers: int
    seconds: float
    numbers: "count[int]"

    def post(self, kind: type[ledger.Earn | ledger.Spend], size: int) -> Sample:
        """Post sets of a size, over a few connections, for the seconds of a round."""
        return asyncio.run(self._post(kind, size))

    async def _post(self, kind: type[ledger.Earn | ledger.Spend], size: int) -> Sample:
        async with platform_of(self.place) as platform:
            work = partial(self._set, platform, kind, size)
            await _for_seconds(work, WARM_UP_S)
            cpu, behind = process_time(), self.place.postgres.cpu_seconds()
            began = perf_counter()
            posted = await _for_seconds(work, self.seconds)
            seconds = perf_counter() - began
            cpu = process_time() - cpu
            behind = self.place.postgres.cpu_seconds() - behind
        return {
            "rate": posted / seconds,
            "cpu_us": cpu / posted * US_PER_S,
            "postgres_us": behind / posted * US_PER_S,
        }

    async def _set(
        self, platform: Platform, kind: type[ledger.Earn | ledger.Spend], size: int
    ) -> int:
        """Post one set to accounts that follow one another."""
        postings = [self._posting(kind) for _ in range(size)]

        async def work(unit: Unit) -> Sequence[ledger.Posted]:
            return await ledger.post(unit, postings)

        return len(await platform.perform(work, operator_of(self.shop)))

    def _posting(
        self, kind: type[ledger.Earn | ledger.Spend]
    ) -> ledger.Earn | ledger.Spend:
        number = next(self.numbers)
        return kind(
            customer_id=seed.customer_id(1 + number % self.customers),
            unit="points",
            amount=1,
            source_type="bench",
            source_id=str(number),
            effect="post",
            occurred_at=utc_now(),
        )


def compare(place: Place, effort: Effort) -> Table:
    """Measure the ledger and pgbench in turn."""
    shop = open_shop(place, "posting", "query { __typename }")
    seed.seed(place, shop, effort.customers)
    servers.administer(place.database_url, "CREATE DATABASE pgbench")
    url = make_url(place.database_url).set(database="pgbench")
    database = url.render_as_string(hide_password=False)
    _pgbench("--initialize", "--quiet", f"--scale={SCALE}", database)
    bench = Bench(
        place=place,
        shop=shop,
        customers=effort.customers,
        seconds=effort.seconds,
        numbers=count(1),
    )
    contenders: dict[str, Callable[[], Sample]] = {
        YARD_STICK: partial(_tpcb, place, database, effort.seconds),
        "earn, one at a time": partial(bench.post, ledger.Earn, 1),
        "spend, one at a time": partial(bench.post, ledger.Spend, 1),
        f"earn, {CHUNK:,} at a time": partial(bench.post, ledger.Earn, CHUNK),
    }
    return Table(
        title="Ledger",
        note=NOTE.format(
            customers=effort.customers, seconds=effort.seconds, rounds=effort.rounds
        ),
        columns=COLUMNS,
        compared="rate",
        yard_stick=YARD_STICK,
        samples=interleaved(contenders, effort.rounds),
    )


async def _for_seconds(work: Callable[[], Awaitable[int]], seconds: float) -> int:
    """Do work again and again over all connections; return how much was done."""
    until = perf_counter() + seconds

    async def connection() -> int:
        done = 0
        while perf_counter() < until:
            done += await work()
        return done

    return sum(await asyncio.gather(*(connection() for _ in range(CONNECTIONS))))


def _tpcb(place: Place, database: str, seconds: float) -> Sample:
    behind = place.postgres.cpu_seconds()
    options = (
        f"--client={CONNECTIONS}",
        "--protocol=prepared",
        f"--time={seconds:.0f}",
    )
    told = _pgbench("--no-vacuum", *options, database)
    # What its connections took is counted when the server has seen them off.
    time.sleep(SEEN_OFF_S)
    behind = place.postgres.cpu_seconds() - behind
    found = RATE.search(told)
    assert found is not None, told
    rate = float(found[1])
    return {"rate": rate, "postgres_us": behind / (rate * seconds) * US_PER_S}


def _pgbench(*arguments: str) -> str:
    command = (postgres.binary("pgbench"), *arguments)
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
