"""What held of a customer when an order occurred decides, also long afterwards."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain import customers, earning, orders
from domain.earning import (
    Fixed,
    Number,
    OneOf,
    Sources,
    Standing,
    Terms,
    TierMultiplier,
)
from domain.earning.facts import Moments, Nobodys, Standings
from domain.earning.tables import awards, evaluations
from domain.kernel import Unit
from domain.reactions import REACTIONS
from tests.domain.earning.shop import LONG_AGO, balance, bought, publish, returned
from tests.world import NOON, World, open_shop

GOLD_SINCE = NOON - timedelta(days=10)


class Golden(Nobodys):
    """Everybody is gold since ten days ago."""

    def at(self, customer_id: str, instant: datetime, /) -> Standing:
        del customer_id
        gold = Standing(tier="gold", multiplier_percent=150)
        return gold if instant >= GOLD_SINCE else Standing()


async def _standings(
    unit: Unit, customer_ids: Sequence[str], waiting: Sequence[str]
) -> Standings:
    del unit, customer_ids, waiting
    return Golden()


async def _segments(unit: Unit, moments: Moments) -> Sequence[tuple[str, ...]]:
    del unit
    return [("loyal",) for _ in moments]


SOURCES = Sources(standings=_standings, segments=_segments)


async def _settle(unit: Unit, news: orders.OrdersRecorded) -> None:
    await earning.settle(unit, news.order_ids, SOURCES)


async def _later(unit: Unit, news: orders.ReturnsApplied) -> None:
    await earning.settle(unit, news.order_ids)


async def tiered(world: World) -> World:
    """Return a shop with tiers, of which nothing is known at returns."""
    reactions = {
        **REACTIONS,
        orders.OrdersRecorded: (_settle,),
        orders.ReturnsApplied: (_later,),
    }
    platform = replace(world.platform, reactions=reactions)
    return await open_shop(World(platform, world.principal))


async def test_a_late_order_earns_by_the_tier_of_then(world: World) -> None:
    shop = await tiered(world)
    await publish(shop)
    await publish(shop, "tier", effect=TierMultiplier())
    await bought(shop, "1", 10_000)
    await bought(shop, "2", 10_000, at=GOLD_SINCE - timedelta(seconds=1))
    assert await balance(shop) == 100 + 50 + 100


async def test_a_return_is_judged_by_the_tier_of_the_purchase(world: World) -> None:
    shop = await tiered(world)
    await publish(shop)
    await publish(shop, "tier", effect=TierMultiplier())
    order = await bought(shop, "1", 10_000)
    await returned(shop, order, 4_000)
    assert await balance(shop) == 60 + 30
    await returned(shop, order, 6_000)
    assert await balance(shop) == 0


async def test_tier_and_segment_are_conditions(world: World) -> None:
    shop = await tiered(world)
    gold = OneOf(field="customer.tier", values=("gold",))
    loyal = OneOf(field="customer.segments", values=("loyal",))
    await publish(shop, "gold", conditions=gold, effect=Fixed(1))
    await publish(shop, "loyal", conditions=loyal, effect=Fixed(2))
    await bought(shop, "1", at=GOLD_SINCE - timedelta(seconds=1))
    await bought(shop, "2")
    given = {(row["rule"], row["earned"]) for row in await shop.rows(awards)}
    assert given == {("gold", 1), ("loyal", 2)}
    assert await balance(shop) == 1 + 2 + 2


async def test_the_third_order_earns_once(world: World) -> None:
    shop = await open_shop(world)
    third = Number(field="customer.order_count", at_least=3, at_most=3)
    await publish(shop, "third", conditions=third, effect=Fixed(100))
    for number in range(5):
        await bought(shop, str(number), at=NOON - timedelta(days=5 - number))
    assert await balance(shop) == 100


async def test_a_cancelled_order_is_not_counted(world: World) -> None:
    shop = await open_shop(world)
    second = Number(field="customer.order_count", multiple_of=2)
    await publish(shop, "second", conditions=second, effect=Fixed(100))
    first = await bought(shop, "1", at=NOON - timedelta(days=5))
    await shop.run(orders.cancel, orders.Cancel(order_id=first.id))
    await bought(shop, "2")
    assert await balance(shop) == 0
    await bought(shop, "3")
    assert await balance(shop) == 100


async def test_orders_of_one_instant_are_counted_one_after_the_other(
    world: World,
) -> None:
    shop = await open_shop(world)
    second = Number(field="customer.order_count", at_least=2, at_most=2)
    await publish(shop, "second", conditions=second, effect=Fixed(100))
    rows = tuple(
        {
            "external_id": str(number),
            "occurred_at": "2030-01-01T12:00:00Z",
            "currency": "EUR",
            "customer": {"external_id": "ann"},
            "lines": [{"product_id": "tea", "quantity": 1, "unit_price": 100}],
        }
        for number in range(4)
    )
    await shop.run(orders.record_many, orders.RecordMany(orders=rows))
    assert await balance(shop) == 100


async def test_days_of_membership_are_a_condition(world: World) -> None:
    shop = await open_shop(world)
    old = Number(field="customer.member_days", at_least=1)
    await publish(shop, "old", conditions=old, effect=Fixed(5))
    ann = customers.ExternalId(source="shop", id="ann")
    await shop.run(customers.create, customers.Create(external_ids=(ann,)))
    await bought(shop, "1")
    assert await balance(shop) == 0
    await bought(shop, "2", at=NOON + timedelta(hours=12))
    assert await balance(shop) == 5


async def test_a_version_published_since_changes_nothing_for_older_orders(
    world: World,
) -> None:
    shop = await open_shop(world)
    await publish(shop)
    order = await bought(shop, "1", 10_000, at=NOON - timedelta(days=1))
    await publish(shop, "gift", LONG_AGO, effect=Fixed(7))
    await returned(shop, order, 1_000)
    assert await balance(shop) == 90


async def test_what_gave_nothing_then_is_asked_again_by_the_same_version(
    world: World,
) -> None:
    shop = await open_shop(world)
    small = Number(field="order.amount", at_most=5_000)
    await publish(shop, "small", conditions=small, effect=Fixed(7))
    order = await bought(shop, "1", 10_000)
    assert await balance(shop) == 0
    (evaluation,) = await shop.rows(evaluations)
    assert (evaluation["cause"], len(evaluation["refused"])) == ("ord", 1)
    double = Terms(conditions=small, effect=Fixed(14))
    later = earning.PublishRule(
        rule="small", name="Small", terms=double, valid_from=NOON - timedelta(days=1)
    )
    await shop.run(earning.publish_rule, later)
    await returned(shop, order, 6_000)
    assert await balance(shop) == 7
