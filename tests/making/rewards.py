"""Rewards in a shop with one of everything."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import ledger, rewards
from domain.rewards import RewardKind, RewardTerms
from tests.world import World

# As examples name what has a slug.
REWARD = "points"
TERMS = {"kind": "collectible", "price": 5}


async def make(world: World, made: dict[str, str]) -> dict[str, str]:
    """Make a reward, and let the customer reserve it; return their ids."""
    terms = RewardTerms(kind=RewardKind.COLLECTIBLE, price=5, refundable_days=9)
    put = rewards.PutReward(reward=REWARD, name="A mug", terms=terms)
    reward = await world.run(rewards.put_reward, put)
    await world.run(rewards.publish_reward, rewards.PublishReward(reward=REWARD))
    given = ledger.Adjust(customer_id=made["cus"], amount=100, reason="Welcome.")
    await world.run(ledger.adjust, given)
    reserve = rewards.ReserveReward(customer_id=made["cus"], reward=REWARD)
    reserved = await world.run(rewards.reserve_reward, reserve)
    taken = await world.run(rewards.reserve_reward, reserve)
    confirm = rewards.ConfirmRedemption(customer_id=made["cus"], redemption_id=taken.id)
    await world.run(rewards.confirm_redemption, confirm)
    await world.run(rewards.put_reward, put)
    return {"rwd": reward.id, "rdm": reserved.id, "taken": taken.id}


SAID: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "rewards.put_reward": lambda _: {"name": "A mug", "terms": TERMS},
    "rewards.reserve_reward": lambda _: {"reward": REWARD},
}
