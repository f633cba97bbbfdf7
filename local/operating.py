"""The platform as whoever runs it uses it at a terminal: without an API between."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from domain import tenants
from domain.composition import compose
from domain.kernel import Platform, Refusal, TenantId
from domain.kernel.database import Engine, Role, connect
from domain.settings import Settings
from local import secret
from local.environment import database, environment, master_key
from local.explained import ExplainedError
from local.home import home
from local.migrations import current

R = TypeVar("R")


class CommandRefusedError(ExplainedError):
    """What was asked for cannot be done, and the message says why."""


@dataclass(frozen=True, slots=True)
class Operating:
    """The platform, and a look across tenants, which only this and the relay have.

    And a hand that wipes sandboxes, which only this has.
    """

    platform: Platform
    watch: Engine
    wiper: Engine

    async def tenant(self, slug: str) -> TenantId:
        """Return the tenant of a name, or say that there is none."""
        found = await tenants.tenant_named(self.watch, slug)
        if found is None:
            raise CommandRefusedError(f"There is no tenant called {slug}.")
        return found


@asynccontextmanager
async def operating(url: str, key: str) -> AsyncGenerator[Operating]:
    """Give the platform upon a database, and leave no connection open."""
    settings = Settings.of({"DATABASE_URL": url, "REDIS_URL": "", secret.NAME: key})
    platform = compose(settings, pool_size=1)
    watch = connect(url, Role.RELAY, pool_size=1)
    wiper = connect(url, Role.WIPER, pool_size=1)
    try:
        yield Operating(platform, watch, wiper)
    finally:
        for engine in (platform.engine, watch, wiper):
            await engine.dispose()


def operate(work: Callable[[Operating], Awaitable[R]]) -> R:
    """Do something with the platform; a refusal is said as a sentence."""
    given = environment()
    place = home(given)
    if "DATABASE_URL" not in given and not (place.path / "postgres").exists():
        raise CommandRefusedError(
            f"There is nothing in {place.path} yet: `stamgast up` makes it, and "
            "DATABASE_URL names a database of your own."
        )

    async def run(url: str) -> R:
        async with operating(url, master_key(place, given)[0]) as opened:
            return await work(opened)

    with database(place, given) as url:
        if current(url) is None:
            raise CommandRefusedError(
                "The database has no tables yet: `stamgast migrate` makes them."
            )
        try:
            return asyncio.run(run(url))
        except Refusal as refusal:
            raise CommandRefusedError(_sentence(refusal)) from refusal
        except msgspec.ValidationError as error:
            raise CommandRefusedError(str(error)) from error


def _sentence(refusal: Refusal) -> str:
    details = ", ".join(f"{name}: {value}" for name, value in refusal.details().items())
    return f"{refusal.title()} {details}".strip()
