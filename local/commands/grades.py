"""`stamgast grades`: customers by grades, of orders wherever they are."""

from typing import Annotated

import typer
from rich.table import Table

from domain.scoring import grade_orders
from local.console import OUT, say
from local.engines import REMOTE, Engine, opened

commands = typer.Typer(add_completion=False)


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
    remote: Annotated[str, typer.Option(help="Where Spark Connect listens.")] = REMOTE,
) -> None:
    """Grade the customers of a warehouse as the platform does its own.

    Nobody is asked whether they may be profiled: bring orders of those who may.
    """
    with opened(engine, remote) as reader:
        found = grade_orders(reader, orders)
    table = Table("recency", "frequency", "monetary", "customers", "days", "amount")
    for each in found:
        row = (each.recency, each.frequency, each.monetary)
        table.add_row(*map(str, (*row, each.customers, each.days, each.amount)))
    OUT.print(table)
    say(f"{sum(each.customers for each in found):,} customers.")
