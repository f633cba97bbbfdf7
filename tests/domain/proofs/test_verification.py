"""Verification finds nothing under honest seals, and whatever else was done to them."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from domain import proofs
from domain.kernel import ids, system
from domain.kernel.database import Engine, Role, connect
from domain.proofs import Finding
from tests.domain.ledger.books import at, customer, earn, post
from tests.domain.ledger.test_verify import tamper
from tests.domain.proofs.notary import live, seal_all, sign, transfer_ids
from tests.domain.proofs.test_seal import STEP, with_ids
from tests.world import NOON, World

OF_SEALS = ("accounts", "transfers", "lots", "seals", "latecomers", "heads")


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[Engine]:
    """Return the engine of whoever owns the tables, and may do what nobody should."""
    engine = connect(database_url, Role.OWNER)
    yield engine
    await engine.dispose()


async def verified(world: World, limit: int = 2) -> list[Finding]:
    asked: proofs.VerifySome | None = proofs.VerifySome(limit=limit)
    caller = system(world.principal.tenant)
    found: list[Finding] = []
    while asked is not None:
        part = await world.platform.run(proofs.verify_some, asked, caller)
        found += part.findings
        asked = part.rest
    return found


async def notarised(world: World) -> World:
    """Return a world with seven seals, the last of them late, and two heads."""
    spaced = with_ids(world, step=STEP)
    await live(spaced, 6)
    known = await transfer_ids(spaced)
    await seal_all(spaced, limit=2)
    await sign(spaced)
    begin = int.from_bytes(ids.decode(known[1]).bytes) + 1
    await post(with_ids(world, begin), earn(customer(), 5, "late"))
    await seal_all(spaced)
    await sign(spaced)
    return spaced


async def test_honest_seals_have_no_findings(world: World, neighbour: World) -> None:
    assert await verified(await notarised(world)) == []
    assert await verified(await notarised(neighbour), limit=100) == []


async def test_it_says_how_much_it_looked_at(world: World) -> None:
    caller = system((await notarised(world)).principal.tenant)
    told = await world.platform.run(proofs.verify_some, proofs.VerifySome(), caller)
    assert (told.seals, told.transfers, told.heads, told.rest) == (7, 13, 2, None)


REORDERED = """
UPDATE seals SET leaves = substr(leaves, 33) || substr(leaves, 1, 32)
WHERE number = 2 AND {}
"""
MOVED = """
UPDATE seals SET until = after WHERE number = 1 AND {}
"""
TAMPERED = [
    ("UPDATE transfers SET amount = 9 WHERE seq = 2 AND {}", {"leaf"}),
    ("UPDATE transfers SET occurred_at = now() WHERE seq = 2 AND {}", {"leaf"}),
    ("UPDATE transfers SET customer_id = id WHERE seq = 2 AND {}", {"leaf"}),
    ("DELETE FROM transfers WHERE seq = 2 AND {}", {"leaf"}),
    ("DELETE FROM transfers WHERE source_id = 'late' AND {}", {"leaf"}),
    ("UPDATE seals SET root = hash WHERE number = 2 AND {}", {"root", "hash"}),
    (
        REORDERED,
        {"root"},
    ),
    ("UPDATE seals SET first = 9 WHERE number = 2 AND {}", {"chain", "hash"}),
    (
        MOVED,
        {"chain", "hash", "leaf"},
    ),
    ("UPDATE seals SET hash = root WHERE number = 2 AND {}", {"chain", "hash", "tree"}),
    ("UPDATE seals SET trees = hash WHERE number = 2 AND {}", {"tree"}),
    ("DELETE FROM seals WHERE number = 7 AND {}", {"cut"}),
    ("DELETE FROM latecomers WHERE {}", {"late", "leaf"}),
    ("UPDATE heads SET root = seal WHERE seals = 6 AND {}", {"head"}),
    ("UPDATE heads SET signed_at = now() WHERE seals = 6 AND {}", {"head"}),
    ("UPDATE heads SET transfers = 1 WHERE seals = 6 AND {}", {"head"}),
]


@pytest.mark.parametrize(("statement", "checks"), TAMPERED)
async def test_whatever_was_tampered_with_is_found(
    world: World, owner: Engine, statement: str, checks: set[str]
) -> None:
    spaced = await notarised(world)
    try:
        assert await tamper(owner, world, statement) > 0
        found = {each.check for each in await verified(spaced)}
    finally:
        # Or else the doctor finds them, when it looks at all tenants.
        for table in OF_SEALS:
            await tamper(owner, world, f"DELETE FROM {table} WHERE {{}}")
    assert checks <= found


async def test_the_transfer_that_was_changed_is_named(
    world: World, owner: Engine
) -> None:
    spaced = await notarised(world)
    named = (await transfer_ids(spaced))[3]
    statement = (
        f"UPDATE transfers SET amount = 9 WHERE id = '{ids.decode(named)}' AND {{}}"
    )
    await tamper(owner, world, statement)
    told = [(each.seal, each.told) for each in await verified(spaced)]
    for table in OF_SEALS:
        await tamper(owner, world, f"DELETE FROM {table} WHERE {{}}")
    assert told == [
        (2, "the transfer at position 3 is not as it was sealed"),
        (2, f"{named} is not what was sealed"),
    ]


async def test_who_came_late_and_what_waits_too_long_is_told(world: World) -> None:
    spaced = await notarised(world)
    made = int((NOON - timedelta(hours=2)).timestamp() * 1_000)
    await post(with_ids(world, made << 80), earn(customer(), 5, "waits"))
    (finding,) = await verified(spaced)
    assert finding == Finding(
        check="behind",
        seal=0,
        told="1 transfers have waited for more than an hour to be sealed",
    )
    assert await verified(at(spaced, NOON - timedelta(hours=1, minutes=5))) == []
