"""`stamgast tenant`: make tenants, see which there are, suspend, resume, wipe them."""

from typing import Annotated

import msgspec
import typer

from domain import tenants
from domain.kernel import TenantId
from domain.kernel.ids import uuid7
from domain.tenants import Tenant, TenantKind, TenantStatus
from local import wiping
from local.console import say
from local.operating import Operating, operate

Slug = Annotated[str, typer.Argument(metavar="TENANT", help="The tenant's short name.")]

commands = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Make, see, suspend and wipe tenants.",
)


@commands.command()
def create(
    slug: Annotated[str, typer.Argument(help="A short name: letters, digits, dashes.")],
    name: Annotated[str | None, typer.Option(help="As people call it.")] = None,
    time_zone: Annotated[
        str, typer.Option(help="Whose days count.")
    ] = "Europe/Amsterdam",
    currency: Annotated[str, typer.Option(help="ISO 4217.")] = "EUR",
    locale: Annotated[
        list[str] | None, typer.Option(help="One for each language; nl and en if none.")
    ] = None,
    *,
    sandbox: Annotated[bool, typer.Option(help="Its customers are not real.")] = False,
) -> None:
    """Make a tenant with a programme and a unit called points."""
    kind = TenantKind.SANDBOX if sandbox else TenantKind.LIVE
    given = {
        "slug": slug,
        "name": name or slug,
        "kind": kind,
        "time_zone": time_zone,
        "currency": currency,
        "locales": locale or ["nl", "en"],
    }

    async def work(opened: Operating) -> Tenant:
        command = msgspec.convert(given, tenants.Create)
        return await make(opened, command)

    made = operate(work)
    say(f"{made.slug}  {made.id}")


@commands.command("list")
def list_tenants() -> None:
    """See which tenants there are."""
    for tenant in operate(_all):
        say(
            f"{tenant.slug:<24}{tenant.id:<38}{tenant.kind:<9}{tenant.status:<11}"
            f"{tenant.name}"
        )


@commands.command()
def suspend(tenant: Slug) -> None:
    """Stop serving a tenant: its keys and tokens open nothing from then on."""
    _set_status(tenant, TenantStatus.SUSPENDED)


@commands.command()
def resume(tenant: Slug) -> None:
    """Serve a tenant again."""
    _set_status(tenant, TenantStatus.ACTIVE)


@commands.command()
def quota(
    tenant: Slug,
    requests_per_day: Annotated[
        int | None, typer.Option(min=1, help="Any number, if this is not given.")
    ] = None,
) -> None:
    """Say how many requests a day a tenant may make, all its keys together."""

    async def work(opened: Operating) -> Tenant:
        principal = tenants.operator(await opened.tenant(tenant))
        given = {"requests_per_day": requests_per_day}
        command = msgspec.convert(given, tenants.SetQuota)
        return await opened.platform.run(tenants.set_quota, command, principal)

    said = operate(work).requests_per_day
    many = "any number of requests" if said is None else f"{said:,} requests a day"
    say(f"{tenant} may make {many}.")


@commands.command()
def wipe(
    tenant: Slug,
    *,
    at_once: Annotated[
        bool, typer.Option(help="Nobody else is at work here: wait for nobody.")
    ] = False,
) -> None:
    """Delete a sandbox and all that it has. What was interrupted goes on."""
    rows = operate(lambda opened: wiping.wipe(opened, tenant, at_once=at_once))
    say(f"{tenant} is gone, and {rows:,} rows with it.")


def _set_status(slug: str, status: TenantStatus) -> None:
    async def work(opened: Operating) -> Tenant:
        principal = tenants.operator(await opened.tenant(slug))
        command = tenants.SetStatus(status=status)
        return await opened.platform.run(tenants.set_status, command, principal)

    set_to = operate(work)
    say(f"{set_to.slug} is {set_to.status}.")


async def make(opened: Operating, command: tenants.Create) -> Tenant:
    """Make a tenant, as its operator."""
    principal = tenants.operator(TenantId(uuid7()))
    return await opened.platform.run(tenants.create, command, principal)


async def _all(opened: Operating) -> list[Tenant]:
    run = opened.platform.run
    there = [tenant async for tenant in tenants.every_tenant(opened.watch)]
    there += await tenants.being_wiped(opened.watch)
    return [
        await run(tenants.find, tenants.Find(), tenants.operator(tenant))
        for tenant in there
    ]
