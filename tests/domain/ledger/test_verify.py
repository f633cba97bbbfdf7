"""Verification finds nothing in honest books, and whatever else was done to them."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from domain import ledger
from domain.kernel import system
from domain.kernel.database import Engine, Role, connect
from domain.ledger import Difference
from tests.domain.ledger.books import (
    DAY,
    at,
    clawback,
    customer,
    earn,
    post,
    spend,
)
from tests.world import NOON, TOMORROW, World


async def verified(world: World) -> tuple[Difference, ...]:
    """Return what differs in all books at once, which is what differs bit by bit."""
    caller = system(world.principal.tenant)
    found = await world.platform.run(ledger.verify, ledger.Verify(), caller)
    asked: ledger.CompareSome | None = ledger.CompareSome(limit=1)
    bit_by_bit: list[Difference] = []
    while asked is not None:
        part = await world.platform.run(ledger.compare_some, asked, caller)
        bit_by_bit += part.differences
        asked = part.rest
    assert sorted(map(repr, bit_by_bit)) == sorted(map(repr, found))
    return found


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[Engine]:
    """Return the engine of whoever owns the tables, and may do what nobody should."""
    engine = connect(database_url, Role.OWNER)
    yield engine
    await engine.dispose()


async def live(world: World) -> str:
    """Have a customer do everything that moves value."""
    ann = customer()
    await post(
        world,
        earn(ann, 100, "o1", expires_at=NOON + 30 * DAY),
        earn(ann, 40, "o2", available_at=TOMORROW, expires_at=NOON + 3 * DAY),
        earn(ann, 7, "o3", expires_at=NOON - DAY),
    )
    await post(world, spend(ann, 30))
    later = at(world, NOON + 4 * DAY)
    await post(later, clawback(ann, 100))
    await post(later, earn(ann, 50, "o4"))
    return ann


async def test_honest_books_have_no_differences(world: World, neighbour: World) -> None:
    await live(world)
    await post(world, *(earn(customer(), 5, f"others-{n}") for n in range(3)))
    await live(neighbour)
    assert await verified(world) == ()


async def test_it_says_how_much_it_looked_at(world: World) -> None:
    for number in range(5):
        each = customer()
        await post(world, earn(each, 9, f"o{number}"), spend(each, 4, f"r{number}"))
    caller = system(world.principal.tenant)
    asked = ledger.CompareSome(limit=2)
    part = await world.platform.run(ledger.compare_some, asked, caller)
    assert (part.accounts, part.transfers, part.differences) == (2, 4, ())
    assert part.rest is not None
    last = ledger.CompareSome(after=part.rest.after, limit=4)
    rest = await world.platform.run(ledger.compare_some, last, caller)
    assert (rest.accounts, rest.transfers, rest.rest) == (3, 6, None)


FORGED_LOT = """
UPDATE accounts SET lot_amounts = ARRAY[lot_amounts[1] - 1, 1],
    lot_ids = ARRAY[lot_ids[1], gen_random_uuid()],
    lot_expires = ARRAY[lot_expires[1], NULL] WHERE {}
"""
EMBEZZLED = """
UPDATE transfers SET debit = 'issue', credit = 'transit' WHERE kind = 'spend' AND {}
"""
TAMPERED = [
    ("UPDATE accounts SET available = available + 1 WHERE {}", {"fold", "contents"}),
    ("UPDATE accounts SET seq = seq + 1 WHERE {}", {"fold"}),
    (FORGED_LOT, {"lots", "terms"}),
    ("UPDATE accounts SET lot_expires[1] = now() WHERE {}", {"terms"}),
    ("UPDATE transfers SET amount = 9 WHERE seq = 1 AND {}", {"fold", "chain"}),
    ("UPDATE transfers SET amount = 9 WHERE seq = 1 AND {}", {"allocations"}),
    ("UPDATE transfers SET available_after = 1 WHERE seq = 2 AND {}", {"chain"}),
    ("UPDATE transfers SET seq = 99 WHERE seq = 3 AND {}", {"chain"}),
    (EMBEZZLED, {"fold", "chain", "lots", "transit"}),
    ("UPDATE transfers SET lot_amounts[1] = 1 WHERE seq = 1 AND {}", {"lots"}),
    ("DELETE FROM transfers WHERE seq = 2 AND {}", {"fold", "chain", "lots"}),
    ("DELETE FROM accounts WHERE {}", {"owners", "lots"}),
    ("DELETE FROM lots WHERE {}", {"terms", "given"}),
    ("UPDATE lots SET amount = 1 WHERE amount = 40 AND {}", {"given"}),
    ("UPDATE lots SET transfer_id = id WHERE {}", {"given"}),
    ("UPDATE lots SET expires_at = '2030-01-01' WHERE {}", {"expired", "terms"}),
]


@pytest.mark.parametrize(("statement", "checks"), TAMPERED)
async def test_whatever_was_tampered_with_is_found(
    world: World, owner: Engine, statement: str, checks: set[str]
) -> None:
    ann = await live(world)
    await post(world, earn(ann, 1, "o5", expires_at=NOON + 90 * DAY))
    assert await tamper(owner, world, statement) > 0
    found = {difference.check for difference in await verified(world)}
    for table in ("accounts", "transfers", "lots"):
        # Or else the doctor finds them, when it looks at all tenants.
        await tamper(owner, world, f"DELETE FROM {table} WHERE {{}}")
    assert checks <= found


async def tamper(owner: Engine, world: World, statement: str) -> int:
    """Do something to a tenant's tables that no use case does."""
    tenant = world.principal.tenant
    async with owner.connect() as connection:
        await connection.execute(text(f"SET app.tenant_id = '{tenant}'"))
        done = await connection.execute(
            text(statement.format(f"tenant_id = '{tenant}'"))
        )
        await connection.execute(text("RESET app.tenant_id"))
        return done.rowcount
