"""`stamgast models`: by what a tenant's products are recommended, and rolling back."""

from typing import Annotated

import typer
from rich.table import Table

from domain import recommendations
from domain.recommendations import Recommender
from domain.tenants import operator
from local.console import OUT, say
from local.operating import Operating, operate

commands = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="See by what is recommended, and go back to a model of before.",
)
Tenant = Annotated[str, typer.Option(help="The tenant's short name.")]


@commands.command(name="list")
def list_models(tenant: Tenant) -> None:
    """List a tenant's models, how well each foretold, and which is in use."""

    async def work(opened: Operating) -> recommendations.Recommenders:
        principal = operator(await opened.tenant(tenant))
        asked = recommendations.ListRecommenders()
        return await opened.platform.run(recommendations.list_models, asked, principal)

    table = Table("version", "as of", "baskets", "ranker: NDCG@10", "in use")
    for each in operate(work).models:
        quality = ", ".join(f"{one.ranker} {one.ndcg:.3f}" for one in each.quality)
        used = "kept" if each.kept_at else "yes" if each.in_use else ""
        table.add_row(
            *(str(each.version), f"{each.as_of:%F %H:%M}", str(each.baskets)),
            *(quality or "not judged", used),
        )
    OUT.print(table)


@commands.command()
def keep(tenant: Tenant, version: Annotated[int, typer.Argument()]) -> None:
    """Roll back: recommend by a model of before, until it is released."""

    async def work(opened: Operating) -> Recommender:
        principal = operator(await opened.tenant(tenant))
        command = recommendations.KeepModel(model=version)
        return await opened.platform.run(recommendations.keep_model, command, principal)

    _tell(operate(work))


@commands.command()
def release(tenant: Tenant) -> None:
    """Recommend by the newest model again, and make new ones when they are due."""

    async def work(opened: Operating) -> Recommender:
        principal = operator(await opened.tenant(tenant))
        command = recommendations.ReleaseModel()
        return await opened.platform.run(
            recommendations.release_model, command, principal
        )

    _tell(operate(work))


def _tell(used: Recommender) -> None:
    say(f"Version {used.version} is in use; everybody is looked at by it in minutes.")
