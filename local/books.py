"""What `stamgast doctor` says of the books: each tenant's, computed anew."""

import asyncio
from dataclasses import dataclass
from typing import TypeAlias

from domain import challenges, ledger, tenants, tiers
from domain.kernel import Platform, system
from domain.kernel.crypto import Vault
from domain.kernel.database import Role, connect

Difference: TypeAlias = (
    ledger.Difference | tiers.TierDifference | challenges.ChallengeDifference
)

# The books hold nothing that is encrypted, so that no key is needed to look at them.
NO_KEY = bytes(32)
DIFFERENCES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Books:
    """How many tenants' books were looked at, and what is wrong with them."""

    tenants: int
    differences: tuple[Difference, ...]

    @property
    def found(self) -> str:
        """Return what was found, in a line."""
        if not self.differences:
            return (
                f"of {self.tenants} tenants, each account is what its transfers say, "
                "each tier what counted, and each challenge what was done"
            )
        shown = "; ".join(
            f"{_whose(each)}: {each.expected}, not {each.found}"
            for each in self.differences[:DIFFERENCES_SHOWN]
        )
        return f"{len(self.differences)} differences, such as {shown}"


def books(url: str) -> Books:
    """Compute accounts and tiers of all tenants anew and return what differs."""
    return asyncio.run(_books(url))


async def _books(url: str) -> Books:
    engine = connect(url, Role.APP, pool_size=1)
    watch = connect(url, Role.RELAY, pool_size=1)
    try:
        platform = Platform(engine=engine, vault=Vault(NO_KEY))
        looked = 0
        found: list[Difference] = []
        async for tenant in tenants.every_tenant(watch):
            looked += 1
            caller = system(tenant)
            found += await platform.run(ledger.verify, ledger.Verify(), caller)
            found += await platform.run(tiers.verify, tiers.Verify(), caller)
            asked = challenges.VerifyChallenges()
            found += await platform.run(challenges.verify, asked, caller)
        return Books(looked, tuple(found))
    finally:
        await engine.dispose()
        await watch.dispose()


def _whose(difference: Difference) -> str:
    match difference:
        case ledger.Difference():
            return difference.customer_id or difference.unit
        case tiers.TierDifference():
            return difference.customer_id
        case challenges.ChallengeDifference():
            return difference.customer_id or "together"
