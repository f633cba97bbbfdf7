"""Orders by the thousand earn what they would have earned one by one."""

from random import Random
from typing import Any

import msgspec

from domain import orders
from domain.earning import (
    Cap,
    CapPeriod,
    CapScope,
    Fixed,
    Multiply,
    Number,
    OneOf,
    Stacking,
)
from domain.earning.tables import awards, cap_uses
from domain.orders.tables import orders as order_rows
from tests.domain.earning.shop import publish
from tests.world import World, open_shop


def rows(chance: Random) -> tuple[dict[str, Any], ...]:
    """Return orders of a few customers, in the order in which they come."""
    return tuple(
        {
            "external_id": str(number),
            "occurred_at": f"2029-12-{chance.randint(1, 31):02}T10:00:00Z",
            "currency": chance.choice(["EUR", "EUR", "EUR", "USD"]),
            "channel": chance.choice(["web", "app"]),
            "customer": {"external_id": chance.choice(["ann", "bob", "eve"])},
            "lines": [
                {
                    "product_id": "tea",
                    "category": chance.choice(["tea", "cups", "gift-card"]),
                    "quantity": chance.randint(1, 3),
                    "unit_price": chance.randint(1, 5_000),
                }
                for _ in range(chance.randint(1, 3))
            ],
        }
        for number in range(40)
    )


async def programme(world: World) -> World:
    shop = await open_shop(world)
    monthly = Cap(per=CapScope.CUSTOMER, limit=150, period=CapPeriod.MONTH)
    budget = Cap(per=CapScope.BUDGET, limit=400, budget="all")
    await publish(shop, caps=(monthly, budget))
    tea = OneOf(field="line.category", values=("tea",))
    group: dict[str, Any] = {"stacking": Stacking.BEST_OF, "group": "gift"}
    await publish(shop, "tea", lines=tea, effect=Fixed(7), caps=(budget,), **group)
    app = OneOf(field="order.channel", values=("app",))
    await publish(shop, "app", conditions=app, effect=Fixed(9), **group)
    big = Number(field="order.amount", at_least=6_000)
    await publish(shop, "big", conditions=big, effect=Multiply(percent=250))
    return shop


async def outcome(shop: World) -> tuple[Any, Any]:
    """Return what every order earned, by what the shop calls it, and the caps."""
    names = {row["id"]: row["external_id"] for row in await shop.rows(order_rows)}
    given = {
        (names["ord_" + row["cause_id"].hex], row["rule"]): (
            row["basis"],
            row["worth"],
            row["earned"],
        )
        for row in await shop.rows(awards)
    }
    used = sorted(
        (row["cap"], row["period"], row["used"]) for row in await shop.rows(cap_uses)
    )
    return given, used


async def test_a_batch_earns_what_its_orders_earn_one_by_one(
    world: World, neighbour: World
) -> None:
    sent = rows(Random(7))
    alone, together = await programme(world), await programme(neighbour)
    for row in sent:
        await alone.run(orders.record, msgspec.convert(row, orders.Record))
    await together.run(orders.record_many, orders.RecordMany(orders=sent))
    one, many = await outcome(alone), await outcome(together)
    assert one == many
    assert sum(used for cap, _, used in one[1] if cap.startswith("budget")) == 400
    assert len(one[0]) > 40
