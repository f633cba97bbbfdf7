"""Caps are never exceeded, whoever comes at once, and a return gives room again."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain import customers, earning
from domain.earning import Cap, CapMeasure, CapPeriod, CapReached, CapScope
from domain.earning.tables import awards, cap_uses
from tests.domain.earning.shop import balance, bought, publish, returned
from tests.world import NOON, World, apart, open_shop


@pytest.fixture
async def shop(world: World) -> World:
    """Return a shop without a rule."""
    return await open_shop(world)


def cap(**said: Any) -> tuple[Cap, ...]:
    plain = Cap(per=CapScope.CUSTOMER, limit=100)
    return (replace(plain, **said),)


async def given(shop: World) -> list[int]:
    rows = sorted(await shop.rows(awards), key=lambda row: row["cause_id"])
    return [row["earned"] - row["taken_back"] for row in rows]


async def used(shop: World) -> list[int]:
    return sorted(row["used"] for row in await shop.rows(cap_uses))


async def test_a_customer_earns_no_more_than_the_cap(shop: World) -> None:
    await publish(shop, caps=cap())
    for number, amount in enumerate((6_000, 3_000, 3_000, 1_000)):
        await bought(shop, str(number), amount)
    assert await given(shop) == [60, 30, 10, 0]
    assert await balance(shop, "ann") == 100
    assert await used(shop) == [100]


async def test_another_customer_has_a_cap_of_their_own(shop: World) -> None:
    await publish(shop, caps=cap())
    await bought(shop, "1", 20_000)
    await bought(shop, "2", 5_000, who="bob")
    assert await given(shop) == [100, 50]


async def test_a_rule_has_one_cap_for_everybody(shop: World) -> None:
    await publish(shop, caps=cap(per=CapScope.RULE))
    await bought(shop, "1", 7_000)
    await bought(shop, "2", 5_000, who="bob")
    assert await given(shop) == [70, 30]


async def test_rules_that_name_a_budget_share_it(shop: World) -> None:
    budget = cap(per=CapScope.BUDGET, budget="spring")
    await publish(shop, "spend", caps=budget, priority=1)
    await publish(shop, "gift", effect=earning.Fixed(50), caps=budget)
    await bought(shop, "1", 7_000)
    assert sorted(await given(shop)) == [30, 70]
    assert await used(shop) == [100]


async def test_a_month_ends_at_midnight_where_the_programme_is(shop: World) -> None:
    await publish(shop, caps=cap(period=CapPeriod.MONTH))
    before = datetime.fromisoformat("2029-11-30T23:59:00+01:00")
    after = datetime.fromisoformat("2029-11-30T23:30:00+00:00")
    await bought(shop, "1", 9_000, at=before)
    await bought(shop, "2", 9_000, at=before)
    await bought(shop, "3", 9_000, at=after)
    assert await given(shop) == [90, 10, 90]
    assert await used(shop) == [90, 100]


async def test_a_cap_counts_times(shop: World) -> None:
    daily = cap(limit=2, measure=CapMeasure.TIMES, period=CapPeriod.DAY)
    await publish(shop, effect=earning.Fixed(5), caps=daily)
    for number in range(3):
        await bought(shop, str(number), 100)
    await bought(shop, "3", 100, at=NOON - timedelta(days=1))
    assert await given(shop) == [5, 5, 0, 5]


async def test_a_cap_that_rejects_gives_all_or_nothing(shop: World) -> None:
    await publish(shop, caps=cap(reached=CapReached.REJECTS))
    for number, amount in enumerate((6_000, 5_000, 4_000)):
        await bought(shop, str(number), amount)
    assert await given(shop) == [60, 0, 40]


async def test_a_return_gives_room_for_the_next_order(shop: World) -> None:
    await publish(shop, caps=cap())
    first = await bought(shop, "1", 10_000)
    await returned(shop, first, 4_000)
    assert await used(shop) == [60]
    await bought(shop, "2", 9_000)
    assert await given(shop) == [60, 40]


async def test_what_was_cut_is_not_given_by_a_return(shop: World) -> None:
    await publish(shop, caps=cap())
    first, second = await bought(shop, "1", 8_000), await bought(shop, "2", 8_000)
    assert await given(shop) == [80, 20]
    await returned(shop, first, 8_000)
    await returned(shop, second, 1_000)
    assert await given(shop) == [0, 20]
    await returned(shop, second, 6_500)
    assert await given(shop) == [0, 5]
    await returned(shop, second, 500)
    assert await given(shop) == [0, 0]
    assert await used(shop) == [0]
    assert await balance(shop, "ann") == 0


async def test_eight_orders_at_once_do_not_exceed_a_cap(shop: World) -> None:
    budget = cap(per=CapScope.BUDGET, limit=200, budget="all")
    await publish(shop, caps=(*cap(limit=100), *budget))
    names = ("ann", "bob", "eve")
    await asyncio.gather(
        *(
            bought(apart(shop), str(number), 5_500, who=names[number % 3])
            for number in range(8)
        )
    )
    assert sum(await given(shop)) == 200
    assert await used(shop) == sorted([*(await used(shop))[:3], 200])
    for name in names:
        assert await balance(shop, name) <= 100


async def test_eight_returns_and_orders_at_once_keep_the_count(shop: World) -> None:
    await publish(shop, caps=cap(limit=100, per=CapScope.RULE))
    there = [await bought(shop, str(number), 2_000) for number in range(4)]
    await asyncio.gather(
        *(returned(apart(shop), order, 2_000) for order in there),
        *(bought(apart(shop), f"new-{number}", 3_000) for number in range(4)),
    )
    kept = sum(await given(shop))
    assert kept <= 100
    assert await used(shop) == [kept]
    assert await balance(shop, "ann") == kept


async def test_caps_of_two_who_turn_out_to_be_one_are_added_up(shop: World) -> None:
    await publish(shop, caps=cap())
    first = await bought(shop, "1", 8_000)
    second = await bought(shop, "2", 7_000, who="bob")
    await shop.run(
        customers.merge,
        customers.Merge(kept_id="external:shop:ann", merged_id="external:shop:bob"),
    )
    assert await given(shop) == [80, 70]
    assert await used(shop) == [0, 150]
    await bought(shop, "3", 1_000)
    assert await given(shop) == [80, 70, 0]
    await returned(shop, first, 8_000)
    await bought(shop, "4", 9_000)
    assert await given(shop) == [0, 70, 0, 30]
    assert first.customer_id != second.customer_id


async def test_a_late_order_counts_in_the_period_it_belongs_to(shop: World) -> None:
    await publish(shop, caps=cap(period=CapPeriod.WEEK))
    # Noon is a Tuesday; the Sunday before belongs to another week.
    await bought(shop, "1", 9_000, at=NOON - timedelta(days=1))
    await bought(shop, "2", 9_000, at=NOON - timedelta(days=2))
    await bought(shop, "3", 9_000)
    assert await given(shop) == [90, 90, 10]
