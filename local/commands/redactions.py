"""`stamgast redactions`: shops that left a partner, and whose customers are to go."""

from typing import Annotated

import typer

from domain import privacy, tenants
from domain.kernel import Principal
from domain.privacy import CarryOutRedaction, ListRedactions, Redaction
from local.console import say
from local.operating import CommandRefusedError, Operating, operate

commands = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="See which shops left a partner, and erase all of their customers.",
)


@commands.command("list")
def list_redactions() -> None:
    """See which shops are to be erased, by when, and how far that is."""
    for line in operate(_lines):
        say(line)


@commands.command("carry-out")
def carry_out(
    tenant: Annotated[str, typer.Argument(help="The tenant's short name.")],
    shop_domain: Annotated[str, typer.Argument(help="As `list` names the shop.")],
    *,
    yes: Annotated[bool, typer.Option(help="There is no way back.")] = False,
) -> None:
    """Suspend a tenant and erase all of its customers: there is no way back."""
    if not yes:
        raise CommandRefusedError(
            f"All customers of {tenant} would be erased, and {tenant} suspended: "
            "say --yes if that is meant."
        )

    async def work(opened: Operating) -> None:
        principal = tenants.operator(await opened.tenant(tenant))
        command = CarryOutRedaction(shop_domain=shop_domain)
        await opened.platform.run(privacy.carry_out_redaction, command, principal)

    operate(work)
    say(f"{tenant} is suspended; its customers are erased from now on.")


async def _lines(opened: Operating) -> list[str]:
    lines: list[str] = []
    async for tenant in tenants.every_tenant(opened.watch):
        lines += await _of(opened, tenants.operator(tenant))
    return lines


async def _of(opened: Operating, principal: Principal) -> list[str]:
    run = opened.platform.run
    told = await run(privacy.list_redactions, ListRedactions(), principal)
    if not told.redactions:
        return []
    tenant = await run(tenants.find, tenants.Find(), principal)
    return [
        f"{tenant.slug:<24}{each.shop_domain:<40}due {each.due_at:%Y-%m-%d}  "
        f"{_progress(each)}"
        for each in told.redactions
    ]


def _progress(redaction: Redaction) -> str:
    if redaction.begun_at is None:
        return "waits for `stamgast redactions carry-out`"
    asked = f"{redaction.customers:,} customers are being erased"
    return asked if redaction.asked_all_at is None else f"{asked}, which is all"
