"""The books of an account are read by keys alone, and not from their beginning."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import TextClause

from domain import ledger
from domain.accounting import side_store, store
from domain.kernel.records import bare, encoded
from tests.domain.accounting.books import ann
from tests.domain.ledger.books import DAY, at, customer, earn, post
from tests.domain.ledger.test_plans import plan
from tests.world import NOON, World

SECOND = timedelta(seconds=1)
ASKED = {
    "place": 0,
    "customer_id": bare(customer()),
    "unit": "points",
    "since": NOON,
    "seq": 0,
    "as_of": NOON,
    "known_on": NOON,
    "until": 512,
}


@pytest.mark.parametrize(
    "statement", [store.READ_BALANCES, store.READ_LINES, store.ROLLING_UP]
)
async def test_an_account_is_found_in_each_table_by_its_key(
    world: World, statement: TextClause
) -> None:
    # An index of instants that are all the same is smaller than any other.
    for n in range(250):
        await post(at(world, NOON + n * SECOND), earn(customer(), 1, f"o{n}"))
    given = {"asked": encoded([ASKED]), "unwritten": "[]", "limit": 9}
    found = await plan(world, statement, {**given, "records": encoded([ASKED])})
    assert "rollups_pkey" in found, found
    assert "transfers_tenant_id_customer_id_unit_seq_key" in found, found
    assert not re.search(r"Seq Scan on (rollups|transfers)", found), found


GIVEN = {
    "after": NOON - DAY,
    "since": NOON - DAY,
    "until": NOON,
    "known_on": NOON,
    "zone": "Europe/Amsterdam",
    "unwritten": "[]",
    "place": 9,
}


@pytest.mark.parametrize(
    "statement",
    [
        side_store.READ_MOVEMENTS,
        side_store.READ_COHORTS,
        side_store.ROLLING_UP,
        side_store.FIRST,
        side_store.PLACE,
    ],
)
async def test_what_was_recorded_lately_is_found_by_when_it_was(
    world: World, statement: TextClause
) -> None:
    await post(world, *(earn(customer(), 1, f"o{n}") for n in range(300)))
    found = await plan(world, statement, GIVEN)
    assert "transfers_tenant_id_recorded_at_idx" in found, found
    assert not re.search(r"Seq Scan on (transfers|lots|periods|movements)", found)


@pytest.mark.parametrize("statement", [side_store.READ_COHORTS, side_store.ROLLING_UP])
async def test_extensions_are_read_as_far_as_they_are_recent_and_by_their_lots(
    world: World, statement: TextClause
) -> None:
    someone = await ann(world)
    await post(
        world, *(earn(someone, 1, f"o{n}", expires_at=NOON + DAY) for n in range(300))
    )
    wanted = ledger.ExtendLots(
        customer_id=someone, expires_at=NOON + 9 * DAY, reason="They called."
    )
    await world.run(ledger.extend_lots, wanted)
    found = await plan(world, statement, GIVEN)
    used = Counter(re.findall(r"(?:using|on) (extensions\w+)", found))
    assert used == {"extensions_moved_idx": 1, "extensions_pkey": 3}, found
    assert "Seq Scan on extensions" not in found, found


# Of what settling wrote, the entry before it says when it was known; it is looked up by
# the key of the account, backwards, and is nearly always the first that is met.
SETTLED_TOO = {store.READ_BALANCES: 2, store.READ_LINES: 2, store.ROLLING_UP: 1}


@pytest.mark.parametrize("statement", SETTLED_TOO)
async def test_an_account_of_old_is_read_once_and_the_entry_before_what_was_settled(
    world: World, statement: TextClause
) -> None:
    await post(world, *(earn(customer(), 1, f"o{n}") for n in range(300)))
    given = {"asked": encoded([ASKED]), "unwritten": "[]", "limit": 9}
    found = await plan(world, statement, {**given, "records": encoded([ASKED])})
    by_key = "transfers_tenant_id_customer_id_unit_seq_key on transfers"
    assert found.count(by_key) == found.count(" on transfers"), found
    assert found.count(by_key) == SETTLED_TOO[statement], found
