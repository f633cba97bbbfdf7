"""`stamgast evaluate`: how well recommendations foretell a shop's own next baskets."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from domain import recommendations
from domain.recommendations import Judged, Quality
from domain.tenants import operator
from local import references as libraries
from local.console import OUT, say
from local.operating import Operating, operate

UNKNOWN = "-"

commands = typer.Typer(add_completion=False)


@commands.command()
def evaluate(
    tenant: Annotated[str, typer.Option(help="The tenant's short name.")],
    references: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="A Python that has implicit, to be judged beside ours.",
        ),
    ] = None,
) -> None:
    """Judge ways to recommend by a tenant's own last four weeks, unseen before.

    NDCG@10 is ideal over what ten can hold, and over all of the basket; then of what is
    new to each customer, and of who had bought once.
    """
    beside = [libraries.beside(references)] if references else []

    async def work(opened: Operating) -> Judged:
        principal = operator(await opened.tenant(tenant))
        read = recommendations.bought
        baskets = await opened.platform.perform(read, principal, read_only=True)
        # No transaction waits for what may take minutes.
        return recommendations.compare(baskets, beside)

    told = operate(work)
    if not told.quality:
        say(f"{told.customers} customers are too few to judge by.")
        return
    table = Table("ranker", "NDCG@10", "of all", "hit@10", "new items", "one basket")
    for each in told.quality:
        table.add_row(each.ranker, *_figures(each))
    OUT.print(table)
    say(f"By the next basket of {told.customers:,} customers, known from before alone.")
    if not told.is_personal:
        say("That is no better than what everybody buys: `for_you` shows only that.")
    elif not told.is_learnt:
        say("What was learnt foretold less than round numbers: it is not used.")


def _figures(told: Quality) -> list[str]:
    figures = (told.ndcg, told.ndcg_all, told.hit, told.ndcg_new, told.ndcg_once)
    return [UNKNOWN if each is None else f"{each:.3f}" for each in figures]
