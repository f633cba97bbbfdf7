"""Races: whoever comes at the same instant, the books balance afterwards."""

import asyncio
from collections import Counter

from domain import ledger
from domain.kernel import system
from domain.ledger import InsufficientPoints, Swept
from domain.ledger.tables import accounts, transfers
from tests.domain.ledger.books import (
    DAY,
    at,
    clawback,
    customer,
    earn,
    held,
    post,
    spend,
)
from tests.world import NOON, TOMORROW, World

EIGHT = range(8)


async def sweep(world: World) -> Swept:
    caller = system(world.principal.tenant)
    return await world.platform.run(ledger.sweep, ledger.Sweep(), caller)


async def verify(world: World) -> None:
    caller = system(world.principal.tenant)
    assert await world.platform.run(ledger.verify, ledger.Verify(), caller) == ()


async def test_eight_sweeps_do_what_is_due_once(world: World) -> None:
    known = [customer() for _ in range(20)]
    await post(
        world,
        *(earn(each, 5, each, available_at=TOMORROW) for each in known),
    )
    await asyncio.gather(*(sweep(at(world, TOMORROW)) for _ in EIGHT))
    assert await held(world) == dict.fromkeys(known, (5, 0, 0))
    kinds = Counter(row["kind"] for row in await world.rows(transfers))
    assert kinds == {"earn": 20, "activate": 20}
    await verify(world)


async def test_a_sweep_and_spenders_cannot_both_have_what_expires(
    world: World,
) -> None:
    ann = customer()
    await post(
        world,
        earn(ann, 10, "gone", expires_at=TOMORROW),
        earn(ann, 10, "here", expires_at=TOMORROW + DAY),
    )
    late = at(world, TOMORROW)
    answers = await asyncio.gather(
        *(post(late, spend(ann, 4, f"r{n}")) for n in EIGHT),
        *(sweep(late) for _ in range(4)),
        return_exceptions=True,
    )
    refused = [each for each in answers if isinstance(each, InsufficientPoints)]
    assert len(refused) == 6
    assert await held(world) == {ann: (2, 0, 0)}
    await verify(world)


async def test_a_late_spend_and_a_sweep_use_a_pending_lot_once(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 10, available_at=TOMORROW, expires_at=NOON + 9 * DAY))
    late = at(world, TOMORROW)
    await asyncio.gather(
        *(post(late, spend(ann, 1, f"r{n}")) for n in EIGHT),
        *(sweep(late) for _ in range(4)),
    )
    assert await held(world) == {ann: (2, 0, 0)}
    await verify(world)


async def test_eight_returns_of_one_order_take_it_back_once(world: World) -> None:
    ann = customer()
    await post(world, earn(ann, 100))
    answers = await asyncio.gather(*(post(world, clawback(ann, 100)) for _ in EIGHT))
    assert len({posted.transfer_id for (posted,) in answers}) == 1
    assert await held(world) == {ann: (0, 0, 0)}


async def test_no_spend_that_was_answered_takes_less_than_it_said(
    world: World,
) -> None:
    """Whoever waited for a lock must see the lots as they are after it.

    A statement that reads the lots together with taking the lock sees them as they were
    before, and answers for points that somebody else has spent.
    """
    ann = customer()
    await post(world, *(earn(ann, 1, f"o{n}") for n in range(60)))
    for wave in range(5):
        await asyncio.gather(
            *(post(world, spend(ann, 1, f"r{wave}-{n}")) for n in EIGHT)
        )
    (row,) = await world.rows(accounts)
    assert (row["available"], len(row["lot_ids"])) == (20, 20)
    spent = [
        lot
        for transfer in await world.rows(transfers)
        if transfer["kind"] == "spend"
        for lot in transfer["lot_ids"]
    ]
    assert len(spent) == len(set(spent)) == 40
    await verify(world)


async def test_sets_sweeps_spends_and_returns_may_all_come_at_once(
    world: World,
) -> None:
    known, end = [customer() for _ in range(6)], NOON + 3 * DAY
    for each in known:
        waits = earn(each, 50, f"order-{each}", available_at=TOMORROW, expires_at=end)
        await post(world, waits, earn(each, 20, f"there-{each}"))
    late = at(world, TOMORROW)
    await asyncio.gather(
        *(
            post(
                late, *(earn(each, 3, f"{n}-{each}") for each in known[:: n % 2 or -1])
            )
            for n in EIGHT
        ),
        *(post(late, spend(each, 20, f"s-{each}")) for each in known),
        *(
            post(late, clawback(each, 50, order=f"order-{each}", source_id=each))
            for each in known
        ),
        *(sweep(late) for _ in range(3)),
    )
    assert await held(world) == dict.fromkeys(known, (50 + 20 + 24 - 20 - 50, 0, 0))
    await verify(world)
