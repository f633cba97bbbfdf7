"""What is posted together is as if it had been posted one after another."""

import asyncio
from dataclasses import replace
from random import Random

import pytest

from domain import customers, ledger
from domain.kernel import Refusal, Unit, system
from domain.ledger import InsufficientPoints, Posted, Posting, SourceAlreadyUsed
from domain.ledger.tables import accounts, adjustments, transfers
from tests.domain.ledger.books import DAY, clawback, customer, earn, held, post, spend
from tests.world import NOON, World


async def post_each(world: World, *postings: Posting) -> tuple[Posted | Refusal, ...]:
    async def work(unit: Unit) -> tuple[Posted | Refusal, ...]:
        return await ledger.post_each(unit, postings)

    return await world.platform.perform(work, world.principal)


async def one_by_one(world: World, *postings: Posting) -> list[Posted | Refusal]:
    told: list[Posted | Refusal] = []
    for each in postings:
        try:
            told.extend(await post(world, each))
        except Refusal as refusal:
            told.append(refusal)
    return told


def said(told: Posted | Refusal) -> object:
    """Return what was answered, but for identifiers."""
    if isinstance(told, Refusal):
        return told.code(), told.details()
    return replace(told, transfer_id=""), told.repeated


def some(chance: Random, known: list[str]) -> Posting:
    who, number = chance.choice(known), chance.randrange(12)
    match chance.randrange(5):
        case 0 | 1:
            later = chance.choice([None, NOON + DAY])
            ends = chance.choice([None, NOON + 9 * DAY])
            amount = chance.randint(1, 40)
            order = f"o{number}"
            return earn(who, amount, order, available_at=later, expires_at=ends)
        case 2 | 3:
            return spend(who, chance.randint(1, 40), f"r{number}")
        case _:
            back = chance.randint(1, 40)
            return clawback(who, back, order=f"o{number}", source_id=f"b{number}")


@pytest.mark.parametrize("seed", range(12))
async def test_together_is_as_one_after_another(
    world: World, neighbour: World, seed: int
) -> None:
    chance = Random(seed)
    known = [customer() for _ in range(3)]
    postings = [some(chance, known) for _ in range(40)]
    together = await post_each(world, *postings)
    alone = await one_by_one(neighbour, *postings)
    assert [said(each) for each in together] == [said(each) for each in alone]
    assert await held(world) == await held(neighbour)
    for each in (world, neighbour):
        caller = system(each.principal.tenant)
        assert await each.platform.run(ledger.verify, ledger.Verify(), caller) == ()


async def test_nothing_is_written_of_what_is_refused(world: World) -> None:
    ann, bob = customer(), customer()
    await post(world, earn(ann, 10))
    first, other, third = await post_each(
        world, spend(ann, 11, "r1"), spend(ann, 10, "r2"), spend(bob, 1, "r2")
    )
    assert isinstance(first, InsufficientPoints)
    assert isinstance(other, Posted)
    assert isinstance(third, SourceAlreadyUsed)
    assert await held(world) == {ann: (0, 0, 0), bob: (0, 0, 0)}
    assert len(await world.rows(transfers)) == 2


async def test_adjustments_that_come_together_are_answered_one_by_one(
    shop: World, statements: list[str]
) -> None:
    ann = await shop.run(customers.create, customers.Create(email="ann@example.com"))
    nobody = customer()
    del statements[:]
    told = await asyncio.gather(
        *(
            shop.run(
                ledger.adjust,
                ledger.Adjust(customer_id=who, amount=amount, unit=unit, reason="test"),
            )
            for who, amount, unit in (
                (ann.id, 5, "points"),
                (ann.id, -4, "points"),
                (ann.id, -4, "points"),
                (ann.id, 0, "points"),
                (ann.id, 1, "stamps"),
                (nobody, 1, "points"),
                (ann.id, 2, "points"),
            )
        ),
        return_exceptions=True,
    )
    assert statements.count("COMMIT") == 1
    assert [
        each.code() if isinstance(each, Refusal) else each.available  # type: ignore[union-attr] # pyright: ignore[reportAttributeAccessIssue]
        for each in told
    ] == [
        *(5, 1, "insufficient_points", "malformed", "unit_unknown"),
        *("customer_not_found", 3),
    ]
    (account,) = await shop.rows(accounts)
    assert (account["available"], account["seq"]) == (3, 3)
    assert [row["amount"] for row in await shop.rows(adjustments)] == [5, -4, 2]


async def test_a_source_that_is_used_elsewhere_meanwhile_harms_no_other(
    world: World,
) -> None:
    known = [customer() for _ in range(8)]
    told = await asyncio.gather(
        *(post_each(world, earn(each, 1, "the-same")) for each in known),
        return_exceptions=True,
    )
    posted = [each for each in told if not isinstance(each, BaseException)]
    assert sum(isinstance(each, Posted) for (each,) in posted) == 1
