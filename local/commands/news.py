"""`stamgast news`: see what nobody could be told of, and have it told again."""

import typer

from domain import tenants
from domain.kernel import TenantId, Unit, backlog, outbox, system
from local.console import say
from local.operating import Operating, operate

commands = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="See news that waits or was given up, and have it told again.",
)


@commands.command()
def show() -> None:
    """See how much news waits, and how much was given up after twelve attempts."""

    async def work(opened: Operating) -> backlog.Backlog:
        return await backlog.news(opened.watch, opened.platform.clock())

    found = operate(work)
    say(f"{found.waiting:,} wait, {found.parked:,} were given up.")


@commands.command()
def again() -> None:
    """Have all news that was given up told again, once its cause is put right."""
    told = operate(_again)
    say(f"{told:,} are told again.")


async def _again(opened: Operating) -> int:
    told = 0
    async for tenant in tenants.every_tenant(opened.watch):
        while rung := await _ring(opened, tenant):
            told += rung
    return told


async def _ring(opened: Operating, tenant: TenantId) -> int:
    async def work(unit: Unit) -> int:
        return await outbox.ring_parked(unit)

    return await opened.platform.perform(work, system(tenant))
