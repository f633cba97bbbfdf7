"""Growth: the same questions and the same import as the customers become more."""

from contextlib import ExitStack
from itertools import count

import psycopg

from benchmarks import history, seed, status
from benchmarks.bulk import Stack, at_work
from benchmarks.contenders import serving
from benchmarks.effort import Effort
from benchmarks.figures import Column, Sample, Table
from benchmarks.place import Place
from benchmarks.shop import Shop, open_shop

ORDERS = 10_000
ROUNDS_MAX = 3
SIZE = "SELECT (pg_database_size(current_database()) / 1048576)::float"

NOTE = """\
Every customer has ten entries, written set by set to the tables of the ledger and not
through the API. At each size the status is asked of customers from all over them,
{requests:,} times a round, and {orders:,} orders of such customers are imported,
{rounds} rounds. The ratio is that of the document's processor time to that at first."""

COLUMNS = (
    Column(key="rest_us", head="REST CPU µs"),
    Column(key="graph_us", head="document CPU µs"),
    Column(key="postgres_us", head="PostgreSQL µs"),
    Column(key="p50_ms", head="p50 ms", digits=1),
    Column(key="p99_ms", head="p99 ms", digits=1),
    Column(key="rate", head="orders/s"),
    Column(key="mib", head="database MiB"),
)


def curve(place: Place, effort: Effort) -> Table:
    """Measure at one number of customers after the other."""
    shop = open_shop(place, "growth", status.TRUSTED)
    rounds = min(effort.rounds, ROUNDS_MAX)
    orders = min(effort.orders or ORDERS, ORDERS)
    samples: dict[str, list[Sample]] = {}
    imports = count(1)
    already = 0
    for total in effort.curve:
        seed.seed(place, shop, total, already=already)
        already = total
        asked = _asked(place, shop, total, effort.requests, rounds)
        with at_work(place) as stack:
            sent = [
                _imported(stack, shop, total, f"g{next(imports)}-", orders)
                for _ in range(rounds)
            ]
        samples[f"{total:,} customers"] = [
            {**status_then, **import_then, "mib": size(place)}
            for status_then, import_then in zip(asked, sent, strict=True)
        ]
    return Table(
        title="Growth",
        note=NOTE.format(requests=effort.requests, orders=orders, rounds=rounds),
        columns=COLUMNS,
        compared="graph_us",
        yard_stick=f"{effort.curve[0]:,} customers",
        samples=samples,
    )


def _asked(
    place: Place, shop: Shop, total: int, requests: int, rounds: int
) -> list[Sample]:
    """Ask for the status, by REST and by trusted document."""
    customers = seed.some(total, status.ASKED)
    with ExitStack() as stack:
        rest, graph = (
            stack.enter_context(serving(each, place.postgres, place.directory))
            for each in status.ours(place, shop, customers)
        )
        return [
            _side_by_side(rest.measure(requests), graph.measure(requests))
            for _ in range(rounds)
        ]


def _side_by_side(rest: Sample, graph: Sample) -> Sample:
    return {
        "rest_us": rest["cpu_us"],
        "graph_us": graph["cpu_us"],
        "postgres_us": graph["postgres_us"],
        "p50_ms": graph["p50_ms"],
        "p99_ms": graph["p99_ms"],
    }


def _imported(stack: Stack, shop: Shop, total: int, mark: str, orders: int) -> Sample:
    path = stack.place.directory / "growth.ndjson"
    sent = history.write(path, history.among(total, mark, orders))
    return {"rate": stack.send(shop, sent)["rate"]}


def size(place: Place) -> float:
    """Return how large the database is, in MiB."""
    with psycopg.connect(place.database_url) as connection:
        row = connection.execute(SIZE).fetchone()
    assert row is not None
    return row[0]
