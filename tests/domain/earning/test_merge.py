"""A customer is merged between an order and its return: the books follow."""

import pytest

from domain import customers, earning, ledger, orders
from domain.customers import Identity, Merge, Unmerge
from domain.kernel import system
from domain.ledger.tables import accounts
from tests.domain.ledger.books import DAY, post, spend
from tests.world import NOON, World, open_shop


@pytest.fixture
async def shop(world: World) -> World:
    """Return a shop where a whole euro earns a point at once."""
    await open_shop(world)
    rule = earning.PublishRule(
        rule="spend",
        name="A point per euro",
        terms=earning.Terms(pending_days=0),
        valid_from=NOON - 900 * DAY,
    )
    await world.run(earning.publish_rule, rule)
    return world


async def buy(world: World, who: str, euros: int) -> orders.Order:
    line = orders.Line(product_id="mug", quantity=1, unit_price=euros * 100)
    return await world.run(
        orders.record,
        orders.Record(
            external_id=f"{who}-{euros}",
            customer=Identity(external_id=who),
            occurred_at=NOON - DAY,
            currency="EUR",
            lines=(line,),
        ),
    )


async def cancel(world: World, order: orders.Order) -> None:
    await world.run(orders.cancel, orders.Cancel(order_id=order.id))


async def points(world: World) -> dict[str, tuple[int, int]]:
    return {
        row["customer_id"]: (row["available"], row["debt"])
        for row in await world.rows(accounts)
    }


async def balanced(world: World) -> bool:
    caller = system(world.principal.tenant)
    return await world.platform.run(ledger.verify, ledger.Verify(), caller) == ()


async def test_what_was_bought_before_a_merge_is_taken_back_after_it(
    shop: World,
) -> None:
    first, second = await buy(shop, "ann", 100), await buy(shop, "bob", 40)
    ann, bob = str(first.customer_id), str(second.customer_id)
    merge = Merge(kept_id="external:shop:ann", merged_id="external:shop:bob")
    merger = await shop.run(customers.merge, merge)
    assert await points(shop) == {ann: (140, 0), bob: (0, 0)}
    await post(shop, spend(ann, 120))
    await cancel(shop, second)
    assert await points(shop) == {ann: (0, 20), bob: (0, 0)}
    third = await buy(shop, "bob", 70)
    assert third.customer_id == ann
    assert await points(shop) == {ann: (50, 0), bob: (0, 0)}
    await shop.run(customers.unmerge, Unmerge(merger_id=merger.id))
    assert await balanced(shop)
    await cancel(shop, first)
    await cancel(shop, third)
    assert await balanced(shop)
    assert sum(held - debt for held, debt in (await points(shop)).values()) == -120


async def test_what_is_given_after_a_merge_goes_back_with_its_order(
    shop: World,
) -> None:
    first, second = await buy(shop, "ann", 100), await buy(shop, "bob", 40)
    ann, bob = str(first.customer_id), str(second.customer_id)
    merge = Merge(kept_id="external:shop:ann", merged_id="external:shop:bob")
    merger = await shop.run(customers.merge, merge)
    await cancel(shop, second)
    await shop.run(orders.reopen, orders.Reopen(order_id=second.id))
    assert await points(shop) == {ann: (140, 0), bob: (0, 0)}
    await shop.run(customers.unmerge, Unmerge(merger_id=merger.id))
    assert await points(shop) == {ann: (100, 0), bob: (40, 0)}
    await cancel(shop, second)
    assert await points(shop) == {ann: (100, 0), bob: (0, 0)}
    assert await balanced(shop)
