"""Each statement finds its rows by their keys, though nobody has counted the tables."""

import re
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import TextClause
from sqlalchemy.dialects.postgresql import psycopg

from domain.kernel.records import bare, encoded
from domain.ledger import earlier_store, store
from domain.ledger.checks import CHECKS
from domain.ledger.verification import FIRST, LAST
from tests.domain.ledger.books import DAY, customer, earn, post
from tests.world import NOON, World

KEY = [{"customer_id": "0" * 32, "unit": "points"}]
SOURCE = [{"source_type": "order", "source_id": "o1", "effect": "award"}]
HOT: dict[str, tuple[Any, list[dict[str, str]]]] = {
    "accounts_pkey": (store.LOCK, KEY),
    "accounts_pkey for reading": (store.READ, KEY),
    "accounts_pkey for owners": (store.OWNED, [{"customer_id": "0" * 32}]),
    "transfers_tenant_id_source_type_source_id_effect_part_key": (
        store.EXPLAINED,
        SOURCE,
    ),
}


async def plan(
    world: World, statement: Any, given: dict[str, Any], *before: TextClause
) -> str:
    """Return the plan of a statement, after others of its transaction."""
    compiled = statement.compile(dialect=psycopg.dialect())
    parameters = {**compiled.params, **given, "tenant": world.principal.tenant}
    async with world.platform.unit(world.principal) as unit:
        connection = unit.transaction.connection
        for each in before:
            await unit.run(each)
        rows = await connection.exec_driver_sql(f"EXPLAIN {compiled}", parameters)
        return "\n".join(rows.scalars())


@pytest.mark.parametrize("index", HOT)
async def test_what_a_posting_needs_is_looked_up_by_key(
    world: World, index: str
) -> None:
    await post(world, *(earn(customer(), 1, f"o{n}") for n in range(300)))
    statement, rows = HOT[index]
    found = await plan(world, statement, {"records": encoded(rows)})
    assert f"using {index.partition(' ')[0]}" in found, found
    assert not re.search(r"Seq Scan on (accounts|transfers)", found), found


async def test_a_sweep_reads_what_is_due_and_no_more(world: World) -> None:
    await post(
        world,
        *(
            earn(customer(), 1, f"o{n}", expires_at=NOON + n * DAY)
            for n in range(1, 300)
        ),
    )
    row = {"due_at": NOON, "customer_id": bare(customer()), "unit": "points"}
    given = {"records": encoded([row]), "until": NOON}
    found = await plan(world, store.DONE, given)
    assert "dues_pkey" in found, found
    assert "Seq Scan on dues" not in found, found


@pytest.mark.parametrize(
    ("check", "way"),
    [
        ("fold", "Full Join"),
        ("terms", "lots_pkey"),
        ("expired", "lots_pkey"),
        ("given", "lots_pkey"),
    ],
)
async def test_books_are_compared_once_over_though_nobody_has_counted_them(
    world: World, check: str, way: str
) -> None:
    await post(world, *(earn(customer(), 1, f"o{n}") for n in range(300)))
    asked = {"after": FIRST, "until": LAST, "limit": 9}
    found = await plan(world, CHECKS[check], asked)
    assert way in found, found
    assert "Seq Scan on lots" not in found, found


async def test_an_account_as_it_was_is_read_by_keys_alone(world: World) -> None:
    await post(world, *(earn(customer(), 1, f"o{n}") for n in range(300)))
    asked = {"customer": UUID(int=0), "unit": "points"}
    seen = {"as_of": NOON, "known_on": NOON}
    found = await plan(world, earlier_store.READ_PARTS, {**asked, **seen})
    for index in (
        "transfers_tenant_id_customer_id_unit_seq_key",
        "lots_pkey",
        "extensions_pkey",
    ):
        assert f"using {index}" in found or f"on {index}" in found, found
    assert not re.search(r"Seq Scan on (transfers|lots|extensions)", found), found
    # When a lot was extended is written with its extension.
    assert found.count(" on transfers") == 1, found
    found = await plan(world, earlier_store.READ_FROZEN, {**asked, "at": NOON})
    assert "interventions_tenant_id_customer_id_idx" in found, found
