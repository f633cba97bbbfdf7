"""`stamgast key`: make, see, replace and revoke API keys."""

from datetime import datetime
from typing import Annotated

import msgspec
import typer

from domain import tenants
from domain.kernel import OPERATOR
from domain.kernel.keys import KeyKind
from domain.tenants import IssuedKey, Key
from local.console import OUT, say
from local.operating import Operating, operate

Slug = Annotated[str, typer.Argument(metavar="TENANT", help="The tenant's short name.")]
KeyId = Annotated[str, typer.Argument(metavar="KEY", help="key_…, as `list` shows it.")]

# What an API key may grant: all but running the platform.
SCOPES = tuple(sorted(scope for scope in tenants.SCOPES if scope != OPERATOR))
LIMIT = 100

commands = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Make, see, replace, revoke keys."
)


@commands.command()
def create(
    tenant: Slug,
    name: Annotated[str, typer.Option(help="What it is for.")],
    scope: Annotated[
        list[str] | None,
        typer.Option(help="One for each thing it grants; everything if none."),
    ] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(
            help="Makes it publishable: for browsers on https://shop.example."
        ),
    ] = None,
    expires_at: Annotated[
        datetime | None, typer.Option(help="When it ends, in UTC; never if not given.")
    ] = None,
) -> None:
    """Make a key, whose secret is shown this once."""
    scopes = scope or sorted(tenants.PUBLISHABLE_SCOPES if origin else SCOPES)
    given = {
        "name": name,
        "scopes": scopes,
        "kind": KeyKind.PUBLISHABLE if origin else KeyKind.SECRET,
        "origins": origin or [],
        "expires_at": expires_at and f"{expires_at.isoformat()}Z",
    }

    async def work(opened: Operating) -> IssuedKey:
        command = msgspec.convert(given, tenants.CreateKey)
        return await make(opened, tenant, command)

    _show(operate(work))


@commands.command("list")
def list_keys(tenant: Slug) -> None:
    """See a tenant's keys, the latest first, without their secrets."""

    async def work(opened: Operating) -> list[Key]:
        principal = tenants.operator(await opened.tenant(tenant))
        found: list[Key] = []
        command = tenants.ListKeys(limit=LIMIT)
        while True:
            page = await opened.platform.run(tenants.list_keys, command, principal)
            found += page.items
            if page.next is None:
                return found
            command = tenants.ListKeys(limit=LIMIT, after=page.next)

    for key in operate(work):
        say(f"{key.id}  {key.hint}…  {_state(key):<30}  {key.name}")
        say(f"{'':38}{' '.join(key.scopes)}")


@commands.command()
def revoke(tenant: Slug, key: KeyId) -> None:
    """End a key now."""

    async def work(opened: Operating) -> Key:
        principal = tenants.operator(await opened.tenant(tenant))
        command = msgspec.convert({"key_id": key}, tenants.RevokeKey)
        return await opened.platform.run(tenants.revoke_key, command, principal)

    say(f"{operate(work).id} is revoked; it is refused everywhere within a minute.")


@commands.command()
def rotate(
    tenant: Slug,
    key: KeyId,
    overlap_hours: Annotated[
        int, typer.Option(help="How long the old one is of use yet.", min=0, max=720)
    ] = 24,
) -> None:
    """Replace a key by one that grants the same, whose secret is shown this once."""
    given = {"key_id": key, "overlap_s": overlap_hours * 3600}

    async def work(opened: Operating) -> IssuedKey:
        principal = tenants.operator(await opened.tenant(tenant))
        command = msgspec.convert(given, tenants.RotateKey)
        return await opened.platform.run(tenants.rotate_key, command, principal)

    _show(operate(work))


async def make(opened: Operating, slug: str, command: tenants.CreateKey) -> IssuedKey:
    """Make a key of a tenant, as its operator."""
    principal = tenants.operator(await opened.tenant(slug))
    return await opened.platform.run(tenants.create_key, command, principal)


def _show(issued: IssuedKey) -> None:
    OUT.print(f"[dim]{issued.id}[/], shown this once:")
    say(issued.secret)


def _state(key: Key) -> str:
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at:%Y-%m-%d %H:%M}"
    if key.expires_at is not None:
        return f"until {key.expires_at:%Y-%m-%d %H:%M}"
    return "in use" if key.used_at else "never used"
