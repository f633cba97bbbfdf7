"""All that a customer pays and gets: what each of them is told and given in a day."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from domain import earning, orders, rewards, status, tiers, vouchers
from domain.rewards import RewardKind, RewardTerms
from domain.vouchers import DiscountKind, DiscountTerms
from tests.domain.earning import shop as behaviour
from tests.domain.orders.shop import line
from tests.domain.quotes.test_quotes import PROGRESSIVE, ask, ordered, rule
from tests.domain.rewards.club import MUG, TEN, available, back, buy, give, publish
from tests.domain.tiers import club
from tests.domain.tiers.lives import terms
from tests.domain.vouchers.pools import issue, pool
from tests.world import World

NAMES = ("ann", "bob", "carl")
EURO = RewardTerms(
    kind=RewardKind.DISCOUNT,
    price=100,
    discount=DiscountTerms(kind=DiscountKind.AMOUNT, amount=100),
)
REWARDS = {
    "more": PROGRESSIVE,
    "euro": EURO,
    "ten": replace(EURO, discount=TEN),
    "pan": replace(MUG, money=1_500),
}


async def furnish(shop: World) -> None:
    """Let a shop have rules, tiers, rewards and vouchers, and customers unlike others.

    Ann bought once, Bob twice, Carl three times; each has points, and a voucher.
    """
    await rule(shop)
    on, effect = earning.OnEvent(event="review"), earning.Fixed(25)
    await rule(shop, "review", on=on, effect=effect)
    await club.publish(shop, terms())
    for name, each in REWARDS.items():
        await publish(shop, name, each)
    await pool(shop, "gift")
    for often, name in enumerate(NAMES, 1):
        for number in range(often):
            await buy(shop, f"{name}-{number}", customer={"external_id": name})
        await give(shop, 1_000, f"external:shop:{name}")
        await issue(shop, f"external:shop:{name}", "gift")


async def deals(shop: World, name: str) -> AsyncIterator[tuple[str, Any]]:
    """Let a customer ask, buy, redeem, review and return; tell what came of each."""
    who = f"external:shop:{name}"
    buyer: Any = {"customer": {"external_id": name}}
    basket = line(price=12_500, quantity=2)
    yield "quote", await ask(shop, basket, customer_id=who, shipping=395)
    offered = rewards.RewardsOfCustomer(customer_id=who)
    yield "rewards", await shop.run(rewards.rewards_of_customer, offered)
    yield (
        "status",
        await shop.run(status.read_status, status.ReadStatus(customer_id=who)),
    )
    yield "tier", await shop.run(tiers.find, tiers.FindTier(customer_id=who))

    wallet = vouchers.VouchersOfCustomer(customer_id=who)
    held = await shop.run(vouchers.vouchers_of_customer, wallet)
    yield "vouchers", held
    codes = tuple(each.code for each in held.items if each.code)
    assert len(codes) == 1
    used = await ask(shop, basket, customer_id=who, vouchers=codes)
    yield "voucher", used
    bought = await shop.run(
        orders.record, ordered(used, f"{name}-v", vouchers=codes, **buyer)
    )
    yield "order", bought
    yield (
        "awards",
        await shop.run(
            earning.awards_of_order, earning.AwardsOfOrder(order_id=bought.id)
        ),
    )

    for reward, quantity in (("pan", 1), ("ten", 1), ("euro", 3)):
        reserve = rewards.ReserveReward(
            customer_id=who, reward=reward, quantity=quantity
        )
        kept = await shop.run(rewards.reserve_reward, reserve)
        yield f"reserved {reward}", kept
        if reward == "euro":
            paid = await ask(shop, basket, customer_id=who, points_paid=300)
            yield "points and money", paid
            checkout = {"points_paid": 300, "redemptions": [kept.id], **buyer}
            yield (
                "checkout",
                await shop.run(orders.record, ordered(paid, f"{name}-p", **checkout)),
            )
        else:
            confirm = rewards.ConfirmRedemption(customer_id=who, redemption_id=kept.id)
            redeemed = await shop.run(rewards.confirm_redemption, confirm)
            yield f"redeemed {reward}", redeemed
    yield "wallet", await shop.run(vouchers.vouchers_of_customer, wallet)
    yield (
        "review",
        await behaviour.told(shop, name, "review", name, product_id="tea", rating=5),
    )
    await back(shop, bought, 5_000, f"{name}-r")
    yield "points", await available(shop, who=who)
