"""Whatever members do in whichever order, nothing is lost and nothing is made."""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from random import Random

from sqlalchemy import update

from domain import households, rewards
from domain.households import LineKind
from domain.households.tables import household_lines
from domain.kernel import Refusal
from domain.ledger.tables import accounts
from domain.rewards import Payer, Redemption
from domain.rewards.tables import redemptions
from tests.domain.households.home import (
    created,
    give,
    invited,
    joined,
    leave,
    person,
    take,
)
from tests.domain.ledger.books import clawback, post, verify
from tests.domain.rewards.club import MUG, confirm, publish, refund, release, reserve
from tests.rebuilding import rebuilt, spoilt
from tests.world import World

EACH, STEPS, BACK = 300, 60, 7
DEEDS = ("give",) * 4 + ("reserve",) * 3 + ("end",) * 4 + ("take", "leave", "back")


async def members(shop: World) -> list[str]:
    """Return three customers who have points, of whom none saves with another yet."""
    await publish(shop, "mug", replace(MUG, refundable_days=14))
    return [await person(shop, f"c{each}", EACH) for each in range(3)]


async def act(
    shop: World, dice: Random, people: list[str], got: list[Redemption]
) -> int:
    """Do something, which may be refused; return how much an order took back."""
    deed, who, amount = dice.choice(DEEDS), dice.choice(people), dice.randint(1, 150)
    match deed:
        case "give":
            await together(shop, who, people)
            await give(shop, who, amount)
        case "take":
            await take(shop, who, amount)
        case "reserve":
            payer = dice.choice((Payer.OWN, Payer.HOUSEHOLD, Payer.HOUSEHOLD))
            got.append(await reserve(shop, who=who, pay_from=payer))
        case "end" if got:
            end = dice.choice((confirm, confirm, release, refund))
            await end(shop, dice.choice(got))
        case "leave":
            await leave(shop, who)
        case "back":
            order = f"c{people.index(who)}"
            name = f"ret-{dice.random()}"
            (told,) = await post(shop, clawback(who, BACK, order=order, source_id=name))
            return told.amount
        case _:
            pass
    return 0


async def together(shop: World, who: str, people: list[str]) -> None:
    """Have somebody save together with the first of the others who does, or begin."""
    for each in people:
        if each != who:
            with suppress(Refusal):
                await joined(shop, who, (await invited(shop, each)).code)
                return
    with suppress(Refusal):
        await created(shop, who)


def worth(row: Mapping[str, int]) -> int:
    """Return what an account comes to."""
    return row["available"] + row["held"] - row["debt"]


async def test_nothing_is_lost_and_nothing_made_whatever_members_do(
    shop: World,
) -> None:
    dice, got, back = Random(3), list[Redemption](), 0
    people = await members(shop)
    for _ in range(STEPS):
        with suppress(Refusal):
            back += await act(shop, dice, people, got)
    for who in people:
        with suppress(Refusal):
            await leave(shop, who)
    # What comes back to a household that is closed is the last one's.
    for each in got[::2]:
        with suppress(Refusal):
            await refund(shop, each)
    done = {line["kind"] for line in await shop.rows(household_lines)}
    assert done == set(LineKind) - {LineKind.EXPIRED}
    held = await shop.rows(accounts)
    spent = [
        row["price"] - row["refunded"]
        for row in await shop.rows(redemptions)
        if row["status"] == rewards.RedemptionStatus.CONFIRMED
    ]
    assert sum(map(worth, held)) + sum(spent) == 3 * EACH - back
    told: Counter[str] = Counter()
    for line in await shop.rows(household_lines):
        told[line["household_id"][4:]] += line["amount"]
    kept = {row["customer_id"][4:]: row["available"] for row in held}
    assert {each: kept.get(each, 0) for each in told} == dict(told)
    assert await rebuilt(shop, households.verify) == ()
    await verify(shop)


async def test_lines_that_do_not_come_to_what_is_there_are_found(shop: World) -> None:
    ann = await person(shop, "ann", 10)
    await created(shop, ann)
    await give(shop, ann, 10)
    lost = update(household_lines).values(amount=9)
    assert await spoilt(shop, lost, households.verify) == [("9 points", "10 points")]
