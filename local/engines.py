"""Drivers of engines that run scoring's statements: PostgreSQL, DuckDB, Spark Connect.

The last two are extras. What has to be said otherwise to another engine, sqlglot says.
"""

import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from types import ModuleType
from typing import Any

import psycopg

from domain.scoring import EngineRow, SqlEngine
from local.environment import database, environment
from local.explained import ExplainedError
from local.home import home

TABLE = re.compile(r"[a-z_][a-z0-9_.]{0,120}")
FILE = re.compile(r"[^'\\\x00-\x1f]{1,4000}")
DIALECT = "duckdb"
REMOTE = "sc://localhost:15002"
# Room to count and sort in, of which PostgreSQL has little by itself.
ROOM = "-c work_mem=128MB"


class Engine(StrEnum):
    """What reads a shop's rows."""

    POSTGRES = "postgres"
    DUCKDB = "duckdb"
    SPARK = "spark-connect"


@dataclass(frozen=True, slots=True)
class Postgres:
    """PostgreSQL, by a connection of psycopg; inputs are names of tables."""

    connection: Any

    def run(self, sql: str, inputs: Mapping[str, str]) -> list[EngineRow]:
        """Return what a statement comes to; it is PostgreSQL's own dialect as it is."""
        with _explained(psycopg.Error):
            return self.connection.execute(_with(sql, inputs, _table)).fetchall()


@dataclass(frozen=True, slots=True)
class Duck:
    """DuckDB, within this process; inputs are Parquet files, or tables of its own."""

    connection: Any

    def run(self, sql: str, inputs: Mapping[str, str]) -> list[EngineRow]:
        """Return what a statement comes to."""
        with _explained(_needed("duckdb", "duckdb").Error):
            return self.connection.execute(_with(sql, inputs, _parquet)).fetchall()


@dataclass(frozen=True, slots=True)
class Spark:
    """Apache Spark or Sail, over Spark Connect; inputs are files that it can reach."""

    session: Any

    def run(self, sql: str, inputs: Mapping[str, str]) -> list[EngineRow]:
        """Return what a statement comes to."""
        (said,) = _needed("sqlglot", "spark").transpile(sql, DIALECT, write="spark")
        with _explained(_needed("pyspark.errors", "spark").PySparkException):
            for name, path in inputs.items():
                self.session.read.parquet(path).createOrReplaceTempView(name)
            return [tuple(each) for each in self.session.sql(said).collect()]


@contextmanager
def opened(engine: Engine, remote: str) -> Generator[SqlEngine]:
    """Give an engine; `remote` is where Spark Connect listens."""
    match engine:
        case Engine.DUCKDB:
            yield duckdb()
        case Engine.SPARK:
            yield spark(remote)
        case Engine.POSTGRES:
            given = environment()
            with (
                database(home(given), given) as url,
                psycopg.connect(url, options=ROOM) as connection,
            ):
                yield Postgres(connection)


def duckdb() -> Duck:
    """Return a DuckDB with nothing in it."""
    return Duck(_needed("duckdb", "duckdb").connect())


def spark(remote: str) -> Spark:
    """Return a session of a Spark Connect server: `sc://host:port`."""
    sessions = _needed("pyspark.sql", "spark").SparkSession
    return Spark(sessions.builder.remote(remote).getOrCreate())


def _needed(name: str, extra: str) -> ModuleType:
    try:
        return import_module(name)
    except ModuleNotFoundError as missing:
        needs = f"This needs the extra `{extra}`: pip install 'stamgast[{extra}]'"
        raise ExplainedError(needs) from missing


@contextmanager
def _explained(said: type[Exception]) -> Generator[None]:
    """Tell what an engine has against what it was given: no such file, no column."""
    try:
        yield
    except said as error:
        raise ExplainedError(str(error).strip().partition("\n")[0]) from error


def _with(sql: str, inputs: Mapping[str, str], rows: Callable[[str], str]) -> str:
    """Return a statement that has its inputs by the names it has for them."""
    # Each is read where it is needed, and not written down before.
    named = ", ".join(
        f"{name} AS NOT MATERIALIZED ({rows(given)})" for name, given in inputs.items()
    )
    text = sql.strip()
    if text.startswith("WITH "):
        return f"WITH {named}, {text.removeprefix('WITH ')}"
    return f"WITH {named} {text}"


def _table(name: str) -> str:
    if not TABLE.fullmatch(name):
        raise ExplainedError(f"{name} is not the name of a table.")
    return f"TABLE {name}"


def _parquet(path: str) -> str:
    if TABLE.fullmatch(path) and not path.endswith(".parquet"):
        return f"FROM {path}"
    if not FILE.fullmatch(path):
        raise ExplainedError(f"{path} is not the name of a file.")
    return f"FROM read_parquet('{path}')"
