"""What `stamgast doctor` says of the books: each tenant's, computed anew."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from domain import (
    challenges,
    draws,
    households,
    leaderboards,
    ledger,
    levels,
    referrals,
    tenants,
    tiers,
)
from domain.kernel import Platform, Principal, UseCase, system
from domain.kernel.crypto import Vault
from domain.kernel.database import Role, connect
from domain.kernel.rebuilds import Discrepancy, Rebuild
from domain.kernel.walks import Piece

# The books hold nothing that is encrypted, so that no key is needed to look at them.
NO_KEY = bytes(32)
DIFFERENCES_SHOWN = 3
# Of one kind and one tenant; who has more looks at one tenant by itself.
DIFFERENCES_MAX = 100
# What is compared a piece at a time.
REBUILT: tuple[UseCase[Rebuild, Piece[Discrepancy]], ...] = (
    challenges.verify,
    leaderboards.verify,
    levels.verify,
    draws.verify,
    households.verify,
    referrals.verify,
)


@dataclass(frozen=True, slots=True)
class Books:
    """How many tenants' books were looked at, and what is wrong with them."""

    tenants: int
    differences: tuple[Discrepancy, ...]

    @property
    def found(self) -> str:
        """Return what was found, in a line."""
        if not self.differences:
            return (
                f"of {self.tenants} tenants, each account is what its transfers say, "
                "each tier what counted, each challenge what was done, each score "
                "and level what was earned, each draw what its seed says, each "
                "household what its members gave and took, and each referral what was "
                "ordered"
            )
        shown = "; ".join(
            f"{each.whose}: {each.expected}, not {each.found}"
            for each in self.differences[:DIFFERENCES_SHOWN]
        )
        return f"{len(self.differences)} differences, such as {shown}"


def books(url: str) -> Books:
    """Compute what all tenants have anew, and return what differs."""
    return asyncio.run(_books(url))


async def _books(url: str) -> Books:
    engine = connect(url, Role.APP, pool_size=1)
    watch = connect(url, Role.RELAY, pool_size=1)
    try:
        platform = Platform(engine=engine, vault=Vault(NO_KEY))
        looked = 0
        found: list[Discrepancy] = []
        async for tenant in tenants.every_tenant(watch):
            looked += 1
            found += [each async for each in _differences(platform, system(tenant))]
        return Books(looked, tuple(found))
    finally:
        await engine.dispose()
        await watch.dispose()


async def _differences(
    platform: Platform, caller: Principal
) -> AsyncGenerator[Discrepancy]:
    """Yield what is wrong with the books of a tenant."""
    for one in await platform.run(ledger.verify, ledger.Verify(), caller):
        yield _said(one.customer_id or one.unit, one)
    for two in await platform.run(tiers.verify, tiers.Verify(), caller):
        yield _said(two.customer_id, two)
    for use_case in REBUILT:
        for each in await _rebuilt(platform, caller, use_case):
            yield each


async def _rebuilt(
    platform: Platform,
    caller: Principal,
    use_case: UseCase[Rebuild, Piece[Discrepancy]],
) -> list[Discrepancy]:
    piece = await platform.run(use_case, Rebuild(), caller)
    found = [*piece.items]
    while piece.last is not None and len(found) < DIFFERENCES_MAX:
        piece = await platform.run(use_case, Rebuild(after=piece.last), caller)
        found += piece.items
    return found[:DIFFERENCES_MAX]


def _said(whose: str, difference: Any) -> Discrepancy:
    expected, found = difference.expected, difference.found
    return Discrepancy(whose=whose, expected=expected, found=found)
