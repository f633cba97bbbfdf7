"""`stamgast together`: what is bought together, of baskets wherever they are."""

from typing import Annotated

import typer
from rich.table import Table

from domain.scoring import count_together
from local.console import OUT, say
from local.engines import REMOTE, Engine, opened

SHOWN_MAX = 10_000

commands = typer.Typer(add_completion=False)


@commands.command()
def bought_together(
    lines: Annotated[
        str,
        typer.Argument(
            help="A Parquet file, or a table of PostgreSQL: basket and item, both"
            " numbers, an item once for each basket."
        ),
    ],
    engine: Annotated[Engine, typer.Option(help="What reads it.")] = Engine.DUCKDB,
    remote: Annotated[str, typer.Option(help="Where Spark Connect listens.")] = REMOTE,
    limit: Annotated[
        int, typer.Option(min=1, max=SHOWN_MAX, help="How many pairs to tell.")
    ] = 20,
) -> None:
    """Tell which items of a warehouse are in most baskets together.

    Likeness is the cosine by which the platform recommends. Nobody is asked whether
    they may be profiled: bring baskets of those who may.
    """
    with opened(engine, remote) as reader:
        found = count_together(reader, lines, limit)
    table = Table("item", "other", "baskets", "likeness")
    for each in found:
        numbers = (each.item, each.other, each.baskets)
        table.add_row(*map(str, numbers), f"{each.alike:.3f}")
    OUT.print(table)
    say(f"{len(found):,} pairs in three baskets or more.")
