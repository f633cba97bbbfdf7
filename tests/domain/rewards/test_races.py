"""Eight at once: the last piece is sold once, a share is a share, points are points."""

import asyncio
from collections import Counter
from dataclasses import replace

from domain.rewards import (
    Redemption,
    RedemptionStatus,
    RewardUnavailable,
)
from domain.rewards.tables import redemptions, rewards
from tests.domain.rewards.club import (
    MUG,
    available,
    balanced,
    buy,
    confirm,
    give,
    publish,
    release,
    reserve,
)
from tests.world import World, apart

EIGHT = range(8)


async def test_the_last_piece_is_sold_once(shop: World) -> None:
    await publish(shop, "mug", replace(MUG, stock=1))
    for n in EIGHT:
        await buy(shop, n, customer={"external_id": f"c{n}"})
        await give(shop, 100, f"external:shop:c{n}")
    answers = await asyncio.gather(
        *(reserve(shop, who=f"external:shop:c{n}") for n in EIGHT),
        return_exceptions=True,
    )
    kinds = Counter(type(each) for each in answers)
    assert kinds == {Redemption: 1, RewardUnavailable: 7}
    (row,) = await shop.rows(rewards)
    assert row["taken"] == 1
    assert await balanced(shop)


async def test_a_budget_is_never_exceeded(shop: World) -> None:
    await publish(shop, "mug", replace(MUG, price=0, cost=300, budget=1_000))
    for n in EIGHT:
        await buy(shop, n, customer={"external_id": f"c{n}"})
    answers = await asyncio.gather(
        *(reserve(shop, who=f"external:shop:c{n}") for n in EIGHT),
        return_exceptions=True,
    )
    kinds = Counter(type(each) for each in answers)
    assert kinds == {Redemption: 3, RewardUnavailable: 5}
    (row,) = await shop.rows(rewards)
    assert (row["taken"], row["spent"]) == (3, 900)


async def test_a_customers_share_is_never_exceeded(shop: World) -> None:
    await publish(shop, "mug", replace(MUG, price=0, per_customer=2))
    await buy(shop, "first")
    answers = await asyncio.gather(
        *(reserve(shop) for _ in EIGHT), return_exceptions=True
    )
    kinds = Counter(type(each) for each in answers)
    assert kinds == {Redemption: 2, RewardUnavailable: 6}


async def test_points_are_set_aside_no_more_than_there_are(shop: World) -> None:
    await publish(shop, "mug", MUG)
    await buy(shop, "first")
    await give(shop, 350)
    answers = await asyncio.gather(
        *(reserve(shop) for _ in EIGHT), return_exceptions=True
    )
    kinds = Counter(type(each) for each in answers)
    assert kinds == {Redemption: 3, RewardUnavailable: 5}
    assert await available(shop) == 50
    assert await balanced(shop)


async def test_confirmed_and_released_at_once_it_is_one_of_both(shop: World) -> None:
    await publish(shop, "mug", replace(MUG, stock=1))
    await buy(shop, "first")
    await give(shop, 100)
    kept = await reserve(shop)
    await asyncio.gather(
        *(confirm(shop, kept) for _ in range(4)),
        *(release(shop, kept) for _ in range(4)),
        return_exceptions=True,
    )
    (row,) = await shop.rows(redemptions)
    (count,) = await shop.rows(rewards)
    if row["status"] is RedemptionStatus.CONFIRMED:
        assert (count["taken"], await available(shop)) == (1, 0)
    else:
        assert row["status"] is RedemptionStatus.RELEASED
        assert (count["taken"], await available(shop)) == (0, 100)
    assert await balanced(shop)


async def test_two_orders_at_once_cannot_both_have_a_redemption(shop: World) -> None:
    await publish(shop, "mug", MUG)
    await buy(shop, "first")
    await give(shop, 100)
    kept = await reserve(shop)
    placed = await asyncio.gather(
        *(buy(apart(shop), n, redemptions=[kept.id]) for n in EIGHT)
    )
    (row,) = await shop.rows(redemptions)
    assert row["order_id"] in {each.id for each in placed}
    news = Counter(name for name, _ in await shop.news())
    assert (news["rewards.confirmed"], news["rewards.disputed"]) == (1, 7)
    assert await available(shop) == 0
    assert await balanced(shop)
