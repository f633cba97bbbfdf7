"""Engines: the same statements come to the same, wherever the rows are."""

import asyncio
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import psycopg
import pytest
from typer.testing import CliRunner

from domain.recommendations import likeness
from domain.recommendations.baskets import Baskets
from domain.scoring import engine, rules
from domain.scoring.fitting import Thresholds
from local import engines
from local.engines import Duck, Postgres
from local.explained import ExplainedError
from local.main import app

EPOCH = date(1970, 1, 1).toordinal()
# Written as both have it: orders of a few customers much, of most once.
ORDERS = """SELECT (i * i + 7 * i) % (1 + i / 3) AS customer,
    18000 + (i * 7919) % 730 AS day, 500 + (i * 37) % 9973 AS amount FROM {rows}"""
LINES = "SELECT DISTINCT i / 4 AS basket, (i * i * 7 + i) % 101 AS item FROM {rows}"
ROWS = {
    "postgres": "generate_series(1, 3000) AS t(i)",
    "duckdb": "range(1, 3001) t(i)",
}


@pytest.fixture(scope="module")
def duck(tmp_path_factory: pytest.TempPathFactory) -> tuple[Duck, Path]:
    made, there = engines.duckdb(), tmp_path_factory.mktemp("lake")
    for name, sql in (("orders", ORDERS), ("lines", LINES)):
        rows = sql.replace("/", "//").format(rows=ROWS["duckdb"])
        path = there / f"{name}.parquet"
        made.connection.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
    return made, there


@pytest.fixture
def postgres(database_url: str) -> Iterator[Postgres]:
    with psycopg.connect(database_url) as connection:
        for name, sql in (("orders_of_test", ORDERS), ("lines_of_test", LINES)):
            rows = sql.format(rows=ROWS["postgres"])
            connection.execute(f"CREATE TEMP TABLE {name} AS {rows}".encode())
        yield Postgres(connection)


def test_grades_are_the_same_and_those_of_scores(
    duck: tuple[Duck, Path], postgres: Postgres
) -> None:
    there = str(duck[1] / "orders.parquet")
    found = engine.grade_orders(duck[0], there)
    assert found == engine.grade_orders(postgres, "orders_of_test")
    rolled = duck[0].run(engine.ROLL_UP, {"orders": there})
    columns = np.array(rolled)
    fifths = {
        place: np.sort(columns[:, place], kind="stable")[
            [-(-len(columns) * part // 5) - 1 for part in range(1, 5)]
        ].tolist()
        for place in (1, 2, 3)
    }
    limits = Thresholds(
        recency=tuple(EPOCH + each for each in fifths[1]),
        frequency=tuple(fifths[2]),
        monetary=tuple(fifths[3]),
    )
    expected: dict[tuple[int, int, int], int] = {}
    for _, day, days, amount in rolled:
        mine = rules.graded(EPOCH + day, days, amount, limits)
        key = (mine.recency, mine.frequency, mine.monetary)
        expected[key] = expected.get(key, 0) + 1
    grades = {(e.recency, e.frequency, e.monetary): e.customers for e in found}
    assert grades == expected
    # Rolled up before or not.
    duck[0].connection.execute(
        f"CREATE TABLE rolled_up AS WITH orders AS (FROM '{there}') {engine.ROLL_UP}"
    )
    assert engine.grade_rollups(duck[0], "rolled_up") == found


def test_what_is_bought_together_is_the_same_and_that_of_recommendations(
    duck: tuple[Duck, Path], postgres: Postgres
) -> None:
    there = str(duck[1] / "lines.parquet")
    found = engine.count_together(duck[0], there)
    assert found == engine.count_together(postgres, "lines_of_test")
    rows = np.array(duck[0].run("SELECT basket, item FROM lines", {"lines": there}))
    baskets = Baskets(
        customer=rows[:, 0],
        day=rows[:, 0],
        basket=rows[:, 0],
        item=rows[:, 1],
        items=int(rows[:, 1].max()) + 1,
    )
    count = np.bincount(baskets.item, minlength=baskets.items)
    alike = likeness.together(baskets)
    assert [each.baskets for each in found] == sorted(
        (each.baskets for each in found), reverse=True
    )
    for each in found:
        assert (each.of_item, each.of_other) == (count[each.item], count[each.other])
        if len(alike[each.item]) < likeness.NEIGHBOURS:
            cosine = dict(alike[each.item])[each.other]
            assert each.alike == pytest.approx(cosine, rel=1e-5)


# PySpark warns of a Pandas that it does not know yet; we ask for none.
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_sail_comes_to_the_same(duck: tuple[Duck, Path]) -> None:
    server = pytest.importorskip("pysail.spark").SparkConnectServer(port=0)
    server.start(background=True)
    spark = engines.spark(f"sc://localhost:{server.listening_address[1]}")
    for ask, name in (
        (engine.grade_orders, "orders"),
        (engine.count_together, "lines"),
    ):
        there = str(duck[1] / f"{name}.parquet")
        assert ask(spark, there) == ask(duck[0], there)
    spark.session.stop()
    server.stop()


async def test_a_warehouse_is_graded_at_a_terminal(duck: tuple[Duck, Path]) -> None:
    words = ("grades", str(duck[1] / "orders.parquet"))
    told = await asyncio.to_thread(CliRunner().invoke, app, words)
    assert told.exit_code == 0, told.exception
    customers = sum(each.customers for each in engine.grade_orders(duck[0], words[1]))
    assert f"{customers:,} customers." in told.output


async def test_what_a_warehouse_sells_together_is_told_at_a_terminal(
    duck: tuple[Duck, Path], database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("together", str(duck[1] / "lines.parquet"), "--limit", "3")
    told = await asyncio.to_thread(CliRunner().invoke, app, words)
    assert told.exit_code == 0, told.exception
    assert "3 pairs in three baskets or more." in told.output
    best = engine.count_together(duck[0], words[1], 1)[0]
    assert f"{best.item}" in told.output
    assert f"{best.alike:.3f}" in told.output

    # And where the platform's own database has them.
    monkeypatch.setenv("DATABASE_URL", database_url)
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS warehouse")
        connection.execute(
            "CREATE TABLE warehouse.lines AS"
            f" {LINES.format(rows=ROWS['postgres'])}".encode()
        )
    words = ("together", "warehouse.lines", "--engine", "postgres", "--limit", "3")
    same = await asyncio.to_thread(CliRunner().invoke, app, words)
    with psycopg.connect(database_url) as connection:
        connection.execute("DROP SCHEMA warehouse CASCADE")
    assert same.output == told.output


def test_names_of_tables_and_files_are_no_statements(postgres: Postgres) -> None:
    with pytest.raises(ExplainedError):
        engine.grade_orders(postgres, "orders; DROP TABLE orders")
    with pytest.raises(ExplainedError):
        engine.grade_orders(engines.duckdb(), "orders.parquet') --")
    with pytest.raises(ExplainedError, match="nowhere"):
        engine.grade_orders(engines.duckdb(), "nowhere.parquet")
    with pytest.raises(ExplainedError, match="nowhere"):
        engine.grade_orders(postgres, "nowhere")


def test_an_engine_that_is_an_extra_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    # As where the extra is not.
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(ExplainedError, match="extra"):
        engines.spark("sc://localhost:1")
