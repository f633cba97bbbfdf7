"""`stamgast evaluate`: how well recommendations foretell a shop's own next baskets."""

from typing import Annotated

import typer
from rich.table import Table

from domain import recommendations
from domain.tenants import operator
from local.console import OUT, say
from local.operating import Operating, operate

commands = typer.Typer(add_completion=False)


@commands.command()
def evaluate(
    tenant: Annotated[str, typer.Option(help="The tenant's short name.")],
) -> None:
    """Judge ways to recommend by a tenant's own last four weeks, unseen before."""

    async def work(
        opened: Operating,
    ) -> tuple[tuple[recommendations.Quality, ...], int]:
        principal = operator(await opened.tenant(tenant))
        return await opened.platform.perform(
            recommendations.evaluate, principal, read_only=True
        )

    quality, customers = operate(work)
    if not quality:
        say(f"{customers} customers are too few to judge by.")
        return
    table = Table("ranker", "NDCG@10", "of all", "hit@10")
    for each in quality:
        figures = (each.ndcg, each.ndcg_all, each.hit)
        table.add_row(each.ranker, *(f"{figure:.3f}" for figure in figures))
    OUT.print(table)
    say(f"By the next basket of {customers:,} customers, known from before it alone.")
