"""How tests post, and what they post."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from domain import ledger
from domain.kernel import system
from domain.kernel.ids import encode, uuid7
from domain.ledger import Posted, Posting, Source
from domain.ledger.tables import accounts
from tests.world import NOON, World

DAY = timedelta(days=1)


def customer() -> str:
    return encode("cus", uuid7())


def earn(
    customer_id: str,
    amount: int = 100,
    order: str = "o1",
    *,
    available_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> ledger.Earn:
    return ledger.Earn(
        customer_id=customer_id,
        unit="points",
        amount=amount,
        source_type="order",
        source_id=order,
        effect="award",
        occurred_at=NOON,
        available_at=available_at,
        expires_at=expires_at,
    )


def spend(customer_id: str, amount: int, redemption: str = "r1") -> ledger.Spend:
    return ledger.Spend(
        customer_id=customer_id,
        unit="points",
        amount=amount,
        source_type="redemption",
        source_id=redemption,
        effect="price",
        occurred_at=NOON,
    )


def set_aside(
    customer_id: str,
    amount: int,
    cart: str = "c1",
    *,
    expires_at: datetime = NOON + DAY,
) -> ledger.Hold:
    return ledger.Hold(
        customer_id=customer_id,
        unit="points",
        amount=amount,
        source_type="redemption",
        source_id=cart,
        effect="hold",
        occurred_at=NOON,
        expires_at=expires_at,
    )


def refund(
    customer_id: str,
    amount: int,
    *,
    redemption: str = "r1",
    source_id: str = "ref1",
    grace_days: int = 0,
) -> ledger.Refund:
    return ledger.Refund(
        customer_id=customer_id,
        unit="points",
        amount=amount,
        source_type="refund",
        source_id=source_id,
        effect="price",
        occurred_at=NOON,
        spent=Source("redemption", redemption, "price"),
        grace_days=grace_days,
    )


def clawback(
    customer_id: str,
    amount: int,
    *,
    order: str = "o1",
    source_id: str = "ret1",
    policy: ledger.ClawbackPolicy = ledger.ClawbackPolicy.UNLIMITED,
) -> ledger.Clawback:
    return ledger.Clawback(
        customer_id=customer_id,
        unit="points",
        amount=amount,
        source_type="return",
        source_id=source_id,
        effect="award",
        occurred_at=NOON,
        earned=Source("order", order, "award"),
        policy=policy,
    )


async def post(world: World, *postings: Posting) -> tuple[Posted, ...]:
    return await world.platform.perform(
        lambda unit: ledger.post(unit, postings), world.principal
    )


async def hold(world: World, *wanted: ledger.Hold) -> tuple[ledger.Held, ...]:
    return await world.platform.perform(
        lambda unit: ledger.hold(unit, wanted), world.principal
    )


async def confirm(world: World, *hold_ids: str) -> tuple[Posted, ...]:
    return await world.platform.perform(
        lambda unit: ledger.confirm(unit, hold_ids), world.principal
    )


async def release(
    world: World, *hold_ids: str, grace_days: int = 0
) -> tuple[Posted, ...]:
    return await world.platform.perform(
        lambda unit: ledger.release(unit, hold_ids, grace_days), world.principal
    )


async def verify(world: World) -> None:
    """Hold the books to their invariants."""
    caller = system(world.principal.tenant)
    assert await world.platform.run(ledger.verify, ledger.Verify(), caller) == ()


async def held(world: World) -> dict[str, tuple[int, int, int]]:
    """Return available, pending and debt of each customer."""
    rows: list[Mapping[str, Any]] = await world.rows(accounts)
    return {
        row["customer_id"]: (row["available"], row["pending"], row["debt"])
        for row in rows
    }


def at(world: World, instant: datetime) -> World:
    """Return the same world at another instant."""
    return World(replace(world.platform, clock=lambda: instant), world.principal)
