"""A tenant's world, as a test wants to find it. Every test has one of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import Table, select

from domain import tenants
from domain.kernel import OPERATOR, Platform, Principal, TenantId, UseCase, keys
from domain.kernel.crypto import Vault
from domain.kernel.database import Engine
from domain.kernel.ids import uuid7
from domain.kernel.outbox import outbox
from domain.reactions import PROVIDERS, REACTIONS

C = TypeVar("C")
R = TypeVar("R")

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
TOMORROW = NOON + timedelta(days=1)
MASTER_KEY = bytes(32)

# What the best of API keys grants.
SCOPES = frozenset(tenants.SCOPES) - {OPERATOR}


@dataclass(frozen=True, slots=True)
class World:
    """A tenant, and a platform whose clock stands at noon and whose ids count."""

    platform: Platform
    principal: Principal

    async def run(self, use_case: UseCase[C, R], command: C) -> R:
        """Run a use case as the tenant."""
        return await self.platform.run(use_case, command, self.principal)

    async def rows(self, table: Table) -> list[Mapping[str, Any]]:
        """Return everything that the tenant has in a table, in the order of its key.

        In which order PostgreSQL would give it depends on what others left behind.
        """
        ordered = select(table).order_by(*table.primary_key)
        async with self.platform.unit(self.principal, read_only=True) as unit:
            found = await unit.transaction.execute(ordered)
            return [dict(row) for row in found.mappings()]

    async def news(self) -> list[tuple[str, Any]]:
        """Return what the tenant's units told, in the order of telling."""
        return [(row["name"], row["payload"]) for row in await self.rows(outbox)]


def apart(world: World) -> World:
    """Return the same world as another process has it, which shares no unit with it.

    Commands that come to one process at the same time become one transaction.
    """
    return World(replace(world.platform), world.principal)


def new_world(engine: Engine) -> World:
    """Make a world that nobody has touched."""
    tenant = TenantId(uuid7())
    ids, throws = count(1), count(1)

    def dice(size: int) -> bytes:
        # As no two tenants have the same secrets.
        return sha256(f"{tenant}|{next(throws)}".encode()).digest()[:size]

    platform = Platform(
        engine=engine,
        vault=Vault(MASTER_KEY),
        reactions=REACTIONS,
        providers=PROVIDERS,
        clock=lambda: NOON,
        new_number=lambda: next(ids),
        dice=dice,
    )
    caller = Principal(tenant=tenant, scopes=SCOPES, actor="test")
    return World(platform, caller)


async def open_shop(
    world: World, kind: tenants.TenantKind = tenants.TenantKind.LIVE
) -> World:
    """Give a world a tenant with a programme in euros, at Amsterdam, with points."""
    slug = f"shop-{world.principal.tenant.hex}"
    shop = tenants.Create(slug=slug, name="De Hoek", kind=kind)
    operator = tenants.operator(world.principal.tenant)
    await world.platform.run(tenants.create, shop, operator)
    return world


async def issue_key(
    world: World, *scopes: str, origins: tuple[str, ...] = ()
) -> tenants.IssuedKey:
    """Return a new API key: for these scopes, or for all; publishable, with origins."""
    command = tenants.CreateKey(
        name="test",
        kind=keys.KeyKind.PUBLISHABLE if origins else keys.KeyKind.SECRET,
        scopes=scopes or tuple(sorted(SCOPES)),
        origins=origins,
    )
    return await world.run(tenants.create_key, command)
