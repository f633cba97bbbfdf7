"""The connection is cut at each journey of each use case that writes.

All of it happens, or nothing; the same command under the same key then happens once.
`make soak` cuts it at each statement.
"""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from domain import ledger
from domain.kernel import UseCase, system
from domain.kernel.database import Engine
from tests.anomaly.commands import COMMANDS
from tests.anomaly.shop import LATER, furnished, with_everything
from tests.architecture.tree import use_cases
from tests.cutting import (
    Counts,
    counted,
    cut,
    each_journey,
    each_statement,
    holdings,
)
from tests.domain.ledger.books import at
from tests.settled import Settled, settled
from tests.world import World, new_world

# What is cut here has been covered by tests of its own.

STATEMENTS_MAX = 100
KEY = "the-same"
WRITING = [each for each in use_cases() if not each.read_only]
MAKES_TENANT = "tenants.create"


def test_every_use_case_that_writes_is_cut() -> None:
    assert {each.name for each in WRITING} == COMMANDS.keys()


@pytest.fixture(scope="module")
async def furnishing(engine: Engine, database_url: str) -> Settled:
    """Return a shop that has some of everything."""
    world = await furnished(with_everything(new_world(engine)))
    return settled(world, {}, database_url)


@pytest.fixture
def busy(furnishing: Settled) -> Iterator[Settled]:
    """Return the shop that has some of everything, and nothing of another test."""
    yield furnishing
    furnishing.put_back()


# BEGIN, the tenant, the lock and the look-up are a journey; the key, the audit trail
# and COMMIT are another.
@pytest.mark.parametrize(
    "places",
    [
        pytest.param((each_journey, 2), id="journey"),
        pytest.param((each_statement, 7), id="statement", marks=pytest.mark.soak),
    ],
)
@pytest.mark.parametrize("use_case", WRITING, ids=lambda each: each.name)
async def test_a_command_happens_as_a_whole_or_not_at_all_and_once(
    use_case: UseCase[Any, Any],
    places: tuple[Counts, int],
    busy: Settled,
    engine: Engine,
    database_url: str,
) -> None:
    counts, least = places
    shop, command = await prepared(use_case, busy)
    tenant, cuts = shop.principal.tenant, 0
    before = holdings(database_url, tenant)
    answer: Any = None
    for place in range(1, STATEMENTS_MAX):
        with cut(engine, database_url, place, counts):
            try:
                answer = await once(shop, use_case, command)
            except psycopg.OperationalError:
                cuts += 1
        assert engine.pool.checkedout() == 0  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue]
        if answer is not None:
            break
        assert holdings(database_url, tenant) == before
    assert answer is not None
    assert cuts >= least
    after = holdings(database_url, tenant)
    again = await once(shop, use_case, command)
    assert (answer.replayed, again.replayed) == (False, True)
    assert again.result == answer.result
    assert holdings(database_url, tenant) == after

    assert await verified(shop) == ()
    busy.put_back()
    uncut, same = await prepared(use_case, busy)
    await once(uncut, use_case, same)
    assert counted(after) == counted(holdings(database_url, uncut.principal.tenant))
    assert await verified(uncut) == ()


async def prepared(use_case: UseCase[Any, Any], busy: Settled) -> tuple[World, Any]:
    """Return a shop and a command for it; the shop's clock has gone on."""
    makes_tenant = use_case.name == MAKES_TENANT
    of_nobody = with_everything(new_world(busy.world.platform.engine))
    shop = at(of_nobody if makes_tenant else busy.world, LATER)
    return shop, await COMMANDS[use_case.name](shop)


async def verified(shop: World) -> Any:
    caller = system(shop.principal.tenant)
    return await shop.platform.run(ledger.verify, ledger.Verify(), caller)


async def once(shop: World, use_case: UseCase[Any, Any], command: Any) -> Any:
    return await shop.platform.run_once(use_case, command, shop.principal, KEY)
