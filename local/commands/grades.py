"""`stamgast grades`: customers by grades, of orders wherever they are."""

from enum import StrEnum
from typing import Annotated

import psycopg
import typer
from rich.table import Table

from domain.scoring import Graded, grade_orders
from local import engines
from local.console import OUT, say
from local.environment import database, environment
from local.home import home

commands = typer.Typer(add_completion=False)


class Engine(StrEnum):
    """What reads the orders."""

    POSTGRES = "postgres"
    DUCKDB = "duckdb"
    SPARK = "spark-connect"


@commands.command()
def by_grades(
    orders: Annotated[
        str,
        typer.Argument(
            help="A Parquet file, or a table of PostgreSQL: customer, day since 1970,"
            " amount in minor units."
        ),
    ],
    engine: Annotated[Engine, typer.Option(help="What reads it.")] = Engine.DUCKDB,
    remote: Annotated[
        str, typer.Option(help="Where Spark Connect listens.")
    ] = "sc://localhost:15002",
) -> None:
    """Grade the customers of a warehouse as the platform does its own.

    Nobody is asked whether they may be profiled: bring orders of those who may.
    """
    found = _graded(engine, orders, remote)
    table = Table("recency", "frequency", "monetary", "customers", "days", "amount")
    for each in found:
        row = (each.recency, each.frequency, each.monetary)
        table.add_row(*map(str, (*row, each.customers, each.days, each.amount)))
    OUT.print(table)
    say(f"{sum(each.customers for each in found):,} customers.")


def _graded(engine: Engine, orders: str, remote: str) -> tuple[Graded, ...]:
    match engine:
        case Engine.DUCKDB:
            return grade_orders(engines.duckdb(), orders)
        case Engine.SPARK:
            return grade_orders(engines.spark(remote), orders)
        case Engine.POSTGRES:
            given = environment()
            with (
                database(home(given), given) as url,
                psycopg.connect(url) as connection,
            ):
                return grade_orders(engines.Postgres(connection), orders)
