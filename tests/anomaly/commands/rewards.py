"""What the use cases of rewards are called with."""

from collections.abc import Mapping
from dataclasses import replace

from domain import ledger, rewards
from domain.rewards import RewardKind, RewardTerms
from domain.vouchers import DiscountKind, DiscountTerms
from tests.anomaly.shop import BOB, Prepared, always
from tests.world import World

NAME = "ten"
TERMS = RewardTerms(
    kind=RewardKind.DISCOUNT,
    price=5,
    stock=10,
    refundable_days=30,
    # The shop has gone on when the command comes.
    hold_s=30 * 24 * 60 * 60,
    discount=DiscountTerms(kind=DiscountKind.PERCENTAGE, percent=10),
)
PUT = rewards.PutReward(reward=NAME, name="Ten per cent", terms=TERMS)


async def _drafted(shop: World) -> rewards.PublishReward:
    await shop.run(rewards.put_reward, PUT)
    return rewards.PublishReward(reward=NAME)


async def _published(shop: World) -> None:
    await shop.run(rewards.publish_reward, await _drafted(shop))


async def _retire(shop: World) -> rewards.RetireReward:
    await _published(shop)
    return rewards.RetireReward(reward=NAME)


async def _reserve(shop: World) -> rewards.ReserveReward:
    await _published(shop)
    given = ledger.Adjust(customer_id=BOB, amount=50, reason="Welcome.")
    await shop.run(ledger.adjust, given)
    return rewards.ReserveReward(customer_id=BOB, reward=NAME, quantity=2)


async def _reserved(shop: World) -> str:
    command = await _reserve(shop)
    return (await shop.run(rewards.reserve_reward, command)).id


async def _confirm(shop: World) -> rewards.ConfirmRedemption:
    named = await _reserved(shop)
    return rewards.ConfirmRedemption(customer_id=BOB, redemption_id=named)


async def _release(shop: World) -> rewards.ReleaseRedemption:
    named = await _reserved(shop)
    return rewards.ReleaseRedemption(customer_id=BOB, redemption_id=named)


async def _refund(shop: World) -> rewards.RefundRedemption:
    command = await _confirm(shop)
    await shop.run(rewards.confirm_redemption, command)
    return rewards.RefundRedemption(
        customer_id=BOB, redemption_id=command.redemption_id
    )


async def _sweep(shop: World) -> rewards.SweepRedemptions:
    command = replace(await _reserve(shop), hold_s=60)
    await shop.run(rewards.reserve_reward, command)
    return rewards.SweepRedemptions()


COMMANDS: Mapping[str, Prepared] = {
    "rewards.confirm_redemption": _confirm,
    "rewards.publish_reward": _drafted,
    "rewards.put_reward": always(PUT),
    "rewards.refund_redemption": _refund,
    "rewards.release_redemption": _release,
    "rewards.reserve_reward": _reserve,
    "rewards.retire_reward": _retire,
    "rewards.sweep_redemptions": _sweep,
}
