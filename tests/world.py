"""A tenant's world, as a test wants to find it. Every test has one of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Table, select

from domain.kernel import Platform, Principal, Scope, TenantId, UseCase
from domain.kernel.crypto import Vault
from domain.kernel.database import Engine
from domain.kernel.ids import uuid7
from domain.reactions import REACTIONS

C = TypeVar("C")
R = TypeVar("R")

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
TOMORROW = NOON + timedelta(days=1)
MASTER_KEY = bytes(32)

FEATURES = (
    *("tenants", "documents", "customers", "catalogue", "ledger", "orders"),
    *("events", "earning", "status", "imports", "graphql"),
)
SCOPES = frozenset(
    Scope(f"{feature}:{verb}")
    for feature in FEATURES
    for verb in ("read", "write", "adhoc")
)


@dataclass(frozen=True, slots=True)
class World:
    """A tenant, and a platform whose clock stands at noon and whose ids count."""

    platform: Platform
    principal: Principal

    async def run(self, use_case: UseCase[C, R], command: C) -> R:
        """Run a use case as the tenant."""
        return await self.platform.run(use_case, command, self.principal)

    async def rows(self, table: Table) -> list[Mapping[str, Any]]:
        """Return everything that the tenant has in a table."""
        async with self.platform.unit(self.principal, read_only=True) as unit:
            found = await unit.transaction.execute(select(table))
            return [dict(row) for row in found.mappings()]


def new_world(engine: Engine) -> World:
    """Make a world that nobody has touched."""
    ids, throws = count(1), count(1)

    def dice(size: int) -> bytes:
        return sha256(str(next(throws)).encode()).digest()[:size]

    platform = Platform(
        engine=engine,
        vault=Vault(MASTER_KEY),
        reactions=REACTIONS,
        clock=lambda: NOON,
        new_uuid=lambda: UUID(int=next(ids)),
        dice=dice,
    )
    caller = Principal(tenant=TenantId(uuid7()), scopes=SCOPES, actor="test")
    return World(platform, caller)
