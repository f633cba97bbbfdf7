"""The books of an account are read by keys alone, and not from their beginning."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import TextClause

from domain.accounting import side_store, store
from domain.kernel.records import bare, encoded
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
