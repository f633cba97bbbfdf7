"""How tests make rewards, and what they do with them."""

from typing import Any

from domain import ledger, orders, rewards, tenants
from domain.kernel import system
from domain.ledger.tables import accounts
from domain.rewards import (
    Redemption,
    Reward,
    RewardKind,
    RewardTerms,
)
from domain.tenants import UnitKind
from domain.vouchers import DiscountKind, DiscountTerms
from tests.domain.orders.shop import line, record
from tests.world import NOON, World

ANN, BOB = "external:shop:ann", "external:shop:bob"
TEN = DiscountTerms(kind=DiscountKind.PERCENTAGE, percent=10)
FIVE_EUROS = DiscountTerms(kind=DiscountKind.AMOUNT, amount=500)
MUG = RewardTerms(kind=RewardKind.COLLECTIBLE, price=100)


async def publish(world: World, name: str, terms: RewardTerms) -> Reward:
    put = rewards.PutReward(reward=name, name=name.title(), terms=terms)
    await world.run(rewards.put_reward, put)
    return await world.run(rewards.publish_reward, rewards.PublishReward(reward=name))


async def buy(
    world: World, number: int | str, *, price: int = 10_000, **more: Any
) -> orders.Order:
    return await world.run(orders.record, record(number, line(price=price), **more))


async def give(
    world: World, amount: int, who: str = ANN, unit: str = "points", **more: Any
) -> None:
    command = ledger.Adjust(
        customer_id=who, unit=unit, amount=amount, reason="A present.", **more
    )
    await world.run(ledger.adjust, command)


async def reserve(
    world: World, name: str = "mug", who: str = ANN, **more: Any
) -> Redemption:
    command = rewards.ReserveReward(customer_id=who, reward=name, **more)
    return await world.run(rewards.reserve_reward, command)


async def confirm(world: World, it: Redemption) -> Redemption:
    command = rewards.ConfirmRedemption(customer_id=it.customer_id, redemption_id=it.id)
    return await world.run(rewards.confirm_redemption, command)


async def release(world: World, it: Redemption) -> Redemption:
    command = rewards.ReleaseRedemption(customer_id=it.customer_id, redemption_id=it.id)
    return await world.run(rewards.release_redemption, command)


async def refund(world: World, it: Redemption) -> Redemption:
    command = rewards.RefundRedemption(customer_id=it.customer_id, redemption_id=it.id)
    return await world.run(rewards.refund_redemption, command)


async def found(world: World, it: Redemption) -> Redemption:
    command = rewards.FindRedemption(customer_id=it.customer_id, redemption_id=it.id)
    return await world.run(rewards.find_redemption, command)


async def sweep(world: World) -> int:
    caller = system(world.principal.tenant)
    command = rewards.SweepRedemptions()
    return (await world.platform.run(rewards.sweep_redemptions, command, caller)).done


async def offers(world: World, who: str = ANN, **more: Any) -> dict[str, rewards.Offer]:
    command = rewards.RewardsOfCustomer(customer_id=who, **more)
    page = await world.run(rewards.rewards_of_customer, command)
    return {each.reward: each for each in page.items}


async def available(world: World, unit: str = "points", who: str = ANN) -> int:
    command = ledger.FindAccount(customer_id=who, unit=unit)
    return (await world.run(ledger.account, command)).available


async def balanced(world: World) -> bool:
    caller = system(world.principal.tenant)
    return await world.platform.run(ledger.verify, ledger.Verify(), caller) == ()


async def add_unit(world: World, code: str, kind: UnitKind) -> None:
    command = tenants.AddUnit(code=code, name=code.title(), kind=kind)
    await world.run(tenants.add_unit, command)


async def back(
    world: World, order: orders.Order, amount: int, number: str = "r1"
) -> None:
    command = orders.RecordReturn(
        external_id=number, order=order.id, occurred_at=NOON, amount=amount
    )
    await world.run(orders.record_return, command)


async def accounts_of(world: World) -> list[tuple[int, int]]:
    return [(row["available"], row["held"]) for row in await world.rows(accounts)]


async def told(world: World, name: str) -> list[Any]:
    return [payload for each, payload in await world.news() if each == name]
