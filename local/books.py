"""What `stamgast doctor` says of the books: each tenant's, computed anew."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from domain import ledger, tenants
from domain.kernel import Platform, TenantId, system
from domain.kernel.crypto import Vault
from domain.kernel.database import Engine, Role, connect

# The books hold nothing that is encrypted, so that no key is needed to look at them.
NO_KEY = bytes(32)
DIFFERENCES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Books:
    """How many tenants' books were looked at, and what is wrong with them."""

    tenants: int
    differences: tuple[ledger.Difference, ...]

    @property
    def found(self) -> str:
        """Return what was found, in a line."""
        if not self.differences:
            return f"of {self.tenants} tenants, each account is what its transfers say"
        shown = "; ".join(
            f"{each.customer_id or each.unit}: {each.expected}, not {each.found}"
            for each in self.differences[:DIFFERENCES_SHOWN]
        )
        return f"{len(self.differences)} differences, such as {shown}"


def books(url: str) -> Books:
    """Compute the accounts of all tenants anew and return what differs."""
    return asyncio.run(_books(url))


async def _books(url: str) -> Books:
    engine = connect(url, Role.APP, pool_size=1)
    watch = connect(url, Role.RELAY, pool_size=1)
    try:
        platform = Platform(engine=engine, vault=Vault(NO_KEY))
        looked = 0
        found: list[ledger.Difference] = []
        async for tenant in _tenants(watch):
            looked += 1
            found += await platform.run(ledger.verify, ledger.Verify(), system(tenant))
        return Books(looked, tuple(found))
    finally:
        await engine.dispose()
        await watch.dispose()


async def _tenants(watch: Engine) -> AsyncGenerator[TenantId]:
    batch = await tenants.every_tenant(watch, None)
    while batch:
        for tenant in batch:
            yield tenant
        batch = await tenants.every_tenant(watch, batch[-1])
