"""The connection is cut at each statement in turn: all is written, or nothing."""

import psycopg

from domain import ledger
from domain.kernel import system
from domain.kernel.database import Engine
from domain.kernel.outbox import outbox
from tests.cutting import cut
from tests.domain.ledger.books import clawback, customer, earn, held, post, spend
from tests.world import TOMORROW, new_world

STATEMENTS_MAX = 40


async def test_all_is_written_or_nothing_wherever_the_connection_is_cut(
    engine: Engine, database_url: str
) -> None:
    cuts = place = 0
    for place in range(1, STATEMENTS_MAX):
        world, ann, bob = new_world(engine), customer(), customer()
        await post(world, earn(ann, 100), earn(bob, 5, "o2", available_at=TOMORROW))
        before = await held(world)
        work = (spend(ann, 30), clawback(ann, 100), earn(bob, 7, "o3"))
        with cut(engine, database_url, place) as seen:
            try:
                await post(world, *work)
            except psycopg.OperationalError:
                cuts += 1
                assert await held(world) == before
                assert len(await world.rows(outbox)) == 1
        answers = await post(world, *work)
        assert [(each.amount, each.debt) for each in answers] == [
            (30, 0),
            (100, 30),
            (7, 0),
        ]
        assert await held(world) == {ann: (0, 0, 30), bob: (7, 5, 0)}
        assert len(await world.rows(outbox)) == 2
        caller = system(world.principal.tenant)
        assert await world.platform.run(ledger.verify, ledger.Verify(), caller) == ()
        if len(seen) < place:
            break
    assert cuts == place - 1 >= 8
