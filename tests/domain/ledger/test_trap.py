"""A trap, and that posting does not fall into it.

PostgreSQL looks again at a row for whose lock a statement has waited, and at nothing
else: what the statement reads besides is as it was before the wait. So a statement that
takes an amount from an account and lots from another table takes lots that are gone.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import LiteralString

import psycopg
import pytest

from domain import ledger
from domain.ledger.tables import accounts, transfers
from tests.domain.ledger.books import customer, earn, post, spend, verify
from tests.world import World

LOTS = 4

TABLES: tuple[LiteralString, ...] = (
    "CREATE SCHEMA trap",
    "CREATE TABLE trap.accounts (id int, available int)",
    "CREATE TABLE trap.lots (account_id int, no int, amount int)",
    "INSERT INTO trap.accounts VALUES (1, 4)",
    "INSERT INTO trap.lots SELECT 1, no, 1 FROM generate_series(1, 4) AS no",
)
# Each lot holds one, so that this takes one from the oldest that has any.
SPEND: LiteralString = """
WITH account AS (
    UPDATE trap.accounts SET available = available - 1
    WHERE id = 1 AND available >= 1 RETURNING id
), taken AS (
    UPDATE trap.lots SET amount = amount - 1
    FROM account
    WHERE account_id = account.id AND amount > 0 AND no = (
        SELECT min(no) FROM trap.lots WHERE account_id = 1 AND amount > 0
    )
    RETURNING no
)
SELECT count(*) FROM account
"""
LEFT: LiteralString = """
SELECT (SELECT available FROM trap.accounts WHERE id = 1),
    (SELECT sum(amount) FROM trap.lots WHERE account_id = 1)
"""
WAITS: LiteralString = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[psycopg.AsyncConnection]:
    url = database_url.replace("+psycopg", "")
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True)
    for statement in TABLES:
        await connection.execute(statement)
    yield connection
    await connection.execute("DROP SCHEMA trap CASCADE")
    await connection.close()


async def somebody_waits(owner: psycopg.AsyncConnection) -> None:
    """Return when a statement waits for a lock."""
    async with asyncio.timeout(10):
        while True:
            row = await (await owner.execute(WAITS)).fetchone()
            if row is not None and row[0]:
                return
            await asyncio.sleep(0.01)


async def test_a_statement_over_accounts_and_lots_takes_what_is_gone(
    owner: psycopg.AsyncConnection, database_url: str
) -> None:
    url = database_url.replace("+psycopg", "")
    async with (
        await psycopg.AsyncConnection.connect(url) as one,
        await psycopg.AsyncConnection.connect(url, autocommit=True) as other,
    ):
        await one.execute(SPEND)
        waiting = asyncio.create_task(other.execute(SPEND))
        await somebody_waits(owner)
        await one.commit()
        await waiting
    left = await (await owner.execute(LEFT)).fetchone()
    # Both were answered, and one of them took no lot.
    assert left == (LOTS - 2, LOTS - 1)


async def test_a_posting_that_waited_takes_what_is_there(
    owner: psycopg.AsyncConnection, world: World
) -> None:
    ann = customer()
    await post(world, *(earn(ann, 1, f"o{no}") for no in range(LOTS)))
    async with world.platform.unit(world.principal) as unit:
        await ledger.post(unit, [spend(ann, 1, "r1")])
        waiting = asyncio.create_task(post(world, spend(ann, 1, "r2")))
        await somebody_waits(owner)
    await waiting
    (account,) = await world.rows(accounts)
    assert account["available"] == sum(account["lot_amounts"]) == LOTS - 2
    taken = [
        lot
        for transfer in await world.rows(transfers)
        if transfer["kind"] == "spend"
        for lot in transfer["lot_ids"]
    ]
    assert len(set(taken)) == 2
    await verify(world)
