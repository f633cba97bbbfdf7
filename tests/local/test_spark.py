"""Spark, or Sail: of two real shops they come to what PostgreSQL and DuckDB come to.

It takes a server. `SPARK_REMOTE` names one (`sc://localhost:15002`); else Sail serves
within this process, if `pysail` is there. Say `-s` to be told how long each takes.
"""

import os
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest

from demo import grocer
from demo.files import read
from demo.tenants import GROCER
from domain.scoring import SqlEngine, engine
from domain.scoring.engine import Graded, Paired
from local import engines
from local.engines import Postgres

pytestmark = [
    pytest.mark.soak,
    # PySpark warns of a Pandas that it does not know yet; we ask for none.
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]
NAMES = ("orders", "lines")
PAIRS = 1_000


@pytest.fixture(scope="module")
def remote() -> Iterator[str]:
    if "SPARK_REMOTE" in os.environ:
        yield os.environ["SPARK_REMOTE"]
        return
    server = pytest.importorskip("pysail.spark").SparkConnectServer(port=0)
    server.start(background=True)
    yield f"sc://localhost:{server.listening_address[1]}"
    server.stop()


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the orders of CDNOW and the lines of the grocer are."""
    directory = tmp_path_factory.mktemp("warehouse")
    with (directory / "orders.csv").open("w") as file:
        file.write("customer,day,amount\n")
        for day, customer, _, cents in read("cdnow.csv.xz"):
            file.write(f"{int(customer)},{day},{cents}\n")
    with (directory / "lines.csv").open("w") as file:
        file.write("basket,item\n")
        for order in grocer.orders(GROCER, date(2030, 1, 1)):
            items = {int(line["product_id"]) for line in order["lines"]}
            file.writelines(f"{order['external_id']},{item}\n" for item in items)
    duck = engines.duckdb()
    for name in NAMES:
        path = directory / name
        duck.connection.execute(
            f"COPY (FROM '{path}.csv') TO '{path}.parquet' (FORMAT parquet)"
        )
    return directory


def test_two_shops_come_to_the_same_on_each_engine(
    remote: str, there: Path, database_url: str
) -> None:
    spark = engines.spark(remote)
    with psycopg.connect(database_url, options=engines.ROOM) as connection:
        for name, columns in (
            ("orders", "customer bigint, day int, amount bigint"),
            ("lines", "basket bigint, item bigint"),
        ):
            connection.execute(f"CREATE TEMP TABLE shop_{name} ({columns})".encode())
            copy = f"COPY shop_{name} FROM STDIN (FORMAT csv, HEADER true)".encode()
            with connection.cursor().copy(copy) as into:
                into.write((there / f"{name}.csv").read_bytes())
        asked: tuple[tuple[str, SqlEngine, str], ...] = (
            ("PostgreSQL", Postgres(connection), "shop_{}"),
            ("DuckDB", engines.duckdb(), f"{there}/{{}}.parquet"),
            ("Spark Connect", spark, f"{there}/{{}}.parquet"),
        )
        # Twice, as engines that compile come to their speed with the second.
        told = [compared(*each) for each in (*asked, *asked)]
    # Or the next one would be given this session, whatever server it names.
    spark.session.stop()
    assert all(each == told[0] for each in told)
    grades, together = told[0]
    assert sum(each.customers for each in grades) == 23_570
    assert len(together) == PAIRS


def compared(
    name: str, on: SqlEngine, rows: str
) -> tuple[tuple[Graded, ...], tuple[Paired, ...]]:
    """Return what an engine comes to, and say how long it took."""
    began = time.perf_counter()
    grades = engine.grade_orders(on, rows.format("orders"))
    graded = time.perf_counter()
    together = engine.count_together(on, rows.format("lines"), PAIRS)
    done = time.perf_counter()
    sys.stdout.write(f"{name}: {graded - began:.2f} s and {done - graded:.2f} s\n")
    return grades, together
