"""Rewards that a rule gives: had at once for nothing, taken back with the cause."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import earning, orders, rewards, vouchers
from domain.rewards import Redemption, RedemptionStatus
from domain.vouchers import VoucherStatus
from tests.domain.rewards.club import (
    ANN,
    FIVE_EUROS,
    MUG,
    back,
    buy,
    publish,
    told,
)
from tests.world import NOON, World

FIVE = rewards.RewardTerms(
    kind=rewards.RewardKind.DISCOUNT, discount=FIVE_EUROS, price=100, stock=2
)


@pytest.fixture
async def club(shop: World) -> World:
    """Return a shop where an order from a hundred euros on gives five euros."""
    rule = earning.PublishRule(
        rule="present",
        name="A present",
        terms=earning.Terms(
            effect=earning.Issue(reward="five"),
            conditions=earning.Number(field="order.amount", at_least=10_000),
        ),
        valid_from=NOON - timedelta(days=900),
    )
    await shop.run(earning.publish_rule, rule)
    return shop


async def theirs(world: World) -> list[Redemption]:
    command = rewards.RedemptionsOfCustomer(customer_id=ANN)
    page = await world.run(rewards.redemptions_of_customer, command)
    return list(page.items)


async def test_what_a_rule_gives_is_there_at_once_for_nothing(club: World) -> None:
    await publish(club, "five", FIVE)
    order = await buy(club, 1)
    (granted,) = await theirs(club)
    assert (granted.status, granted.price) == (RedemptionStatus.CONFIRMED, 0)
    find = vouchers.FindVoucher(voucher_id=granted.voucher_id or "")
    voucher = await club.run(vouchers.find_voucher, find)
    assert (voucher.status, voucher.discount) == (VoucherStatus.ISSUED, FIVE_EUROS)
    await back(club, order, 1)
    (gone,) = await theirs(club)
    assert gone.status is RedemptionStatus.REFUNDED
    voucher = await club.run(vouchers.find_voucher, find)
    assert voucher.status is VoucherStatus.VOID


async def test_cancelled_and_reopened_it_is_given_anew(club: World) -> None:
    await publish(club, "five", FIVE)
    order = await buy(club, 1)
    await club.run(orders.cancel, orders.Cancel(order_id=order.id))
    await club.run(orders.reopen, orders.Reopen(order_id=order.id))
    assert [each.status for each in await theirs(club)] == [
        RedemptionStatus.CONFIRMED,
        RedemptionStatus.REFUNDED,
    ]


async def test_a_reward_that_is_not_there_is_not_granted(club: World) -> None:
    await buy(club, 1)
    await publish(club, "five", replace(FIVE, stock=1))
    await buy(club, 2)
    await buy(club, 3)
    await publish(club, "five", replace(MUG, voucher_pool=None))
    disputes = await told(club, "rewards.not_granted")
    assert [(each["reason"], each["nl"], each["en"]) for each in disputes] == [
        (
            "not_published",
            "Deze beloning is er niet meer.",
            "This reward is no longer there.",
        ),
        ("sold_out", "Deze beloning is op.", "This reward is sold out."),
    ]
    assert len(await theirs(club)) == 1


async def test_a_pool_without_codes_grants_nothing(club: World) -> None:
    pool = vouchers.CreatePool(
        pool="few",
        name="Few",
        terms=vouchers.VoucherTerms(discount=FIVE_EUROS),
    )
    await club.run(vouchers.create_pool, pool)
    await publish(club, "five", replace(FIVE, voucher_pool="few"))
    await buy(club, 1)
    (dispute,) = await told(club, "rewards.not_granted")
    assert dispute["reason"] == "no_codes"
    (offer,) = (
        await club.run(
            rewards.rewards_of_customer, rewards.RewardsOfCustomer(customer_id=ANN)
        )
    ).items
    assert offer.left == 2
