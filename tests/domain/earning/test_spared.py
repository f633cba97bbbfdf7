"""What a unit's policy leaves to a customer is not given to them a second time."""

from datetime import timedelta

import pytest

from domain import earning, ledger, orders
from domain.earning.tables import awards
from domain.kernel import Unit
from domain.ledger import ClawbackPolicy
from domain.ledger.tables import accounts
from tests.domain.earning.test_settle import held, order, publish
from tests.world import NOON, World, open_shop


async def strict_shop(world: World, policy: ClawbackPolicy) -> World:
    await open_shop(world)
    await publish(world, earning.Terms(pending_days=14))
    said = ledger.SetPolicy(unit="points", clawback=policy)
    await world.run(ledger.set_policy, said)
    return world


async def spend(shop: World, amount: int) -> None:
    (account,) = await shop.rows(accounts)
    posting = ledger.Spend(
        customer_id=account["customer_id"],
        unit="points",
        amount=amount,
        source_type="test",
        source_id="1",
        effect="spent",
        occurred_at=NOON,
    )

    async def work(unit: Unit) -> None:
        await ledger.post(unit, [posting])

    await shop.platform.perform(work, shop.principal)


@pytest.mark.parametrize(
    ("policy", "cancelled", "debt"),
    [
        (ClawbackPolicy.ONLY_PENDING, 23, 0),
        (ClawbackPolicy.WITHIN_BALANCE, 0, 0),
        (ClawbackPolicy.UNLIMITED, 0, 100),
    ],
)
async def test_an_order_that_comes_back_gives_what_the_customer_has_not(
    world: World, policy: ClawbackPolicy, cancelled: int, debt: int
) -> None:
    shop = await strict_shop(world, policy)
    bought = await shop.run(orders.record, order(at=NOON - timedelta(days=15)))
    await spend(shop, 100)
    for _ in range(3):
        await shop.run(orders.cancel, orders.Cancel(order_id=bought.id))
        (account,) = await shop.rows(accounts)
        assert (account["available"], account["debt"]) == (cancelled, debt)
        await shop.run(orders.reopen, orders.Reopen(order_id=bought.id))
        (account,) = await shop.rows(accounts)
        assert (account["available"], account["debt"]) == (23, 0)
    (award,) = await shop.rows(awards)
    assert (award["spared"], award["earned"], award["taken_back"]) == (0, 123, 0)


async def test_what_still_waits_is_never_spared(world: World) -> None:
    shop = await strict_shop(world, ClawbackPolicy.ONLY_PENDING)
    bought = await shop.run(orders.record, order())
    await shop.run(orders.cancel, orders.Cancel(order_id=bought.id))
    assert await held(shop) == (0, 0)
    await shop.run(orders.reopen, orders.Reopen(order_id=bought.id))
    assert await held(shop) == (0, 123)
