"""Grades: how long it takes to compare all customers, of rollups and of orders."""

import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from benchmarks.effort import Effort
from benchmarks.figures import Column, Sample, Table, interleaved
from benchmarks.place import Place
from domain.scoring import Graded, grade_orders, grade_rollups
from domain.scoring.engine import ROLL_UP
from local import engines
from local.engines import Postgres

SIZES = (80_000, 1_000_000, 10_000_000)
ORDERS_EACH = 8
NOTE = """\
{orders:,} orders of {customers:,} customers, by the same statement, which comes to the
same on both. PostgreSQL's rows are in its cache; DuckDB reads Parquet."""
ROLLUPS, ORDERS = "PostgreSQL, of rollups", "PostgreSQL, of orders"
DUCK_ROLLUPS, DUCK_ORDERS = "DuckDB, of rollups", "DuckDB, of orders"
COLUMNS = (Column(key="s", head="s", digits=3),)


def compare(place: Place, effort: Effort) -> Iterable[Table]:
    """Grade the customers of shops as large as they may be."""
    for size in (each for each in SIZES if each <= 1_000 * effort.customers):
        with (
            TemporaryDirectory(dir=place.directory) as directory,
            psycopg.connect(place.database_url, options=engines.ROOM) as connection,
        ):
            yield _table(connection, Path(directory), size, effort.rounds)
            # What was made is never committed.
            connection.rollback()


def _table(
    connection: psycopg.Connection, there: Path, size: int, rounds: int
) -> Table:
    # Tables of a session would be read by one process alone.
    duck, postgres = engines.duckdb(), Postgres(connection)
    rows = "SELECT {row} FROM {series}"
    said = rows.format(
        row=_row(size), series=f"generate_series(CAST(1 AS bigint), {size}) AS t(i)"
    )
    connection.execute(f"CREATE UNLOGGED TABLE bought AS {said}".encode())
    rolled = ROLL_UP.replace("FROM orders", "FROM bought")
    connection.execute(f"CREATE UNLOGGED TABLE rolled AS {rolled}".encode())
    connection.execute("ANALYZE")
    said = rows.format(row=_row(size), series=f"range(1, {size + 1}) t(i)")
    orders, rollups = there / "orders.parquet", there / "rollups.parquet"
    duck.connection.execute(f"COPY ({said}) TO '{orders}' (FORMAT parquet)")
    rolled = ROLL_UP.replace("FROM orders", f"FROM '{orders}'")
    duck.connection.execute(f"COPY ({rolled}) TO '{rollups}' (FORMAT parquet)")
    asked = {
        ROLLUPS: partial(grade_rollups, postgres, "rolled"),
        ORDERS: partial(grade_orders, postgres, "bought"),
        DUCK_ROLLUPS: partial(grade_rollups, duck, str(rollups)),
        DUCK_ORDERS: partial(grade_orders, duck, str(orders)),
    }
    (found,) = {each() for each in asked.values()}
    return Table(
        title=f"Grades of {size:,} orders",
        note=NOTE.format(orders=size, customers=sum(each.customers for each in found)),
        columns=COLUMNS,
        compared="s",
        yard_stick=ROLLUPS,
        samples=interleaved(
            {name: partial(_took, ask) for name, ask in asked.items()}, min(rounds, 3)
        ),
    )


def _row(size: int) -> str:
    """Return what an order says: few customers order much, and most little.

    All is of integers and divides nothing, so that both engines make the same.
    """
    customers = size // ORDERS_EACH
    return (
        f"i * 7919 % (1 + i * 104729 % {customers}) AS customer,"
        " 18000 + i * 31 % 730 AS day, 500 + i * 37 % 9973 AS amount"
    )


def _took(ask: Callable[[], tuple[Graded, ...]]) -> Sample:
    begun = time.perf_counter()
    ask()
    return {"s": time.perf_counter() - begun}
