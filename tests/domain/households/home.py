"""A shop with households: what a test says to it, in few words."""

from dataclasses import replace
from typing import Any

from domain import customers, households, ledger
from domain.households import Household, HouseholdInvitation, HouseholdMove
from tests.domain.ledger.books import earn, post
from tests.world import World


async def person(shop: World, name: str, points: int = 0, **more: Any) -> str:
    """Make a customer who has some points."""
    ids = (customers.ExternalId(source="shop", id=name),)
    made = await shop.run(customers.create, customers.Create(external_ids=ids))
    if points:
        await post(shop, earn(made.id, points, name, **more))
    return made.id


async def created(shop: World, who: str, nickname: str | None = None) -> Household:
    command = households.CreateHousehold(customer_id=who, nickname=nickname)
    return await shop.run(households.create, command)


async def invited(shop: World, owner: str) -> HouseholdInvitation:
    command = households.InviteToHousehold(customer_id=owner)
    return await shop.run(households.invite, command)


async def joined(shop: World, who: str, code: str, **said: Any) -> Household:
    command = households.JoinHousehold(customer_id=who, code=code, **said)
    return await shop.run(households.join, command)


async def home(shop: World, owner: str, *others: str) -> Household:
    """Return a household with somebody as its owner, and others in it."""
    made = await created(shop, owner)
    for each in others:
        made = await joined(shop, each, (await invited(shop, owner)).code)
    return made


async def seen(shop: World, who: str) -> Household:
    command = households.FindHousehold(customer_id=who)
    return await shop.run(households.find, command)


async def has(shop: World, who: str) -> int:
    """Return how many points the household has that somebody is in."""
    return sum(each.available for each in (await seen(shop, who)).balances)


async def own(shop: World, who: str) -> int:
    """Return how many points somebody can spend of their own."""
    asked = ledger.FindAccount(customer_id=who)
    return (await shop.run(ledger.account, asked)).available


async def give(
    shop: World, who: str, amount: int, unit: str = "points"
) -> HouseholdMove:
    command = households.Contribute(customer_id=who, unit=unit, amount=amount)
    return await shop.run(households.contribute, command)


async def take(shop: World, who: str, amount: int) -> HouseholdMove:
    command = households.TakeOut(customer_id=who, amount=amount)
    return await shop.run(households.take_out, command)


async def leave(shop: World, who: str) -> None:
    await shop.run(households.leave, households.LeaveHousehold(customer_id=who))


async def lines(shop: World, who: str) -> list[tuple[str, int]]:
    """Return what changed what a household has, the first first."""
    asked = households.ListHouseholdLines(customer_id=who, limit=100)
    page = await shop.run(households.list_lines, asked)
    return [(each.kind.value, each.amount) for each in reversed(page.items)]


def as_customer(shop: World, who: str) -> World:
    """Return the same shop as a customer asks it, by a token."""
    caller = replace(shop.principal, customer=who, actor="token:1")
    return World(shop.platform, caller)
