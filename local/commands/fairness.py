"""`stamgast fairness`: whether everybody of a tenant has the same terms."""

from typing import Annotated

import typer
from rich.table import Table

from domain import fairness
from domain.kernel import system
from domain.tenants import operator
from local.console import OUT, say
from local.operating import Operating, operate

commands = typer.Typer(add_completion=False)


@commands.command()
def audit(
    tenant: Annotated[str, typer.Option(help="The tenant's short name.")],
) -> None:
    """Look whether everybody has the same terms, whatever is inferred of them."""

    async def work(opened: Operating) -> fairness.Audit:
        found = await opened.tenant(tenant)
        look, find = fairness.AuditTerms(), fairness.FindAudit()
        await opened.platform.run(fairness.audit_terms, look, system(found))
        return await opened.platform.run(fairness.find_audit, find, operator(found))

    told = operate(work)
    table = Table("check", "looked at", "differing")
    for each in told.checks:
        table.add_row(str(each.check), str(each.looked_at), str(each.differing))
    OUT.print(table)
    for each in told.life_cycles:
        say(f"{each.life_cycle}: {each.price:.4f} of what is published.")
    if not told.fair:
        raise typer.Exit(1)
