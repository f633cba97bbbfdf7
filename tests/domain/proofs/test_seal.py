"""Sealing and signing: every transfer once, whoever does it, and however often."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest

from domain import proofs, signing
from domain.kernel import ids, system
from domain.kernel.database import Engine, Role, connect
from domain.ledger.canonical import FIELDS
from domain.ledger.tables import transfers
from domain.proofs import NothingSealed, NotYetSigned, TransferNotFound
from domain.proofs.tables import heads, latecomers, seals
from domain.signing.tables import signing_keys
from tests.domain.ledger.books import at, customer, earn, post
from tests.domain.ledger.test_verify import tamper
from tests.domain.proofs.notary import (
    is_proved,
    live,
    prove,
    seal,
    seal_all,
    sign,
    transfer_ids,
    verify,
)
from tests.world import NOON, World

# Room between identifiers.
STEP = 1_000


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[Engine]:
    """Return the engine of whoever owns the tables, and may do what nobody should."""
    engine = connect(database_url, Role.OWNER)
    yield engine
    await engine.dispose()


def test_all_that_is_known_of_a_transfer_is_hashed() -> None:
    names = {column.name for column in transfers.columns}
    assert set(FIELDS) == names - {"tenant_id"}


async def test_transfers_are_sealed_in_their_order_without_a_gap(world: World) -> None:
    await live(world)
    assert await seal_all(world, limit=3) == 10
    rows = await world.rows(seals)
    assert [(row["number"], row["first"], row["count"]) for row in rows] == [
        (1, 1, 3),
        (2, 4, 3),
        (3, 7, 3),
        (4, 10, 1),
    ]
    assert [row["previous"] for row in rows[1:]] == [row["hash"] for row in rows[:-1]]
    ends = [row["until"] for row in rows]
    known = await transfer_ids(world)
    assert ends == [known[2], known[5], known[8], known[9]]
    assert await seal(world) == proofs.Sealed(count=0, more=False)


async def test_every_transfer_can_be_proved(world: World) -> None:
    await live(world, 6)
    await seal_all(world, limit=2)
    head = await sign(world)
    assert (head.seals, head.transfers) == (6, 12)
    positions: list[int] = []
    for each in await transfer_ids(world):
        proof = await prove(world, each)
        assert await is_proved(world, proof)
        assert proof.head == head
        positions.append(proof.position)
    assert positions == list(range(1, 13))


async def test_what_is_not_signed_yet_has_no_proof_yet(world: World) -> None:
    await live(world, 1)
    first, second = await transfer_ids(world)
    with pytest.raises(NothingSealed):
        await sign(world)
    with pytest.raises(NotYetSigned):
        await prove(world, first)
    await seal(world, limit=1)
    with pytest.raises(NotYetSigned):
        await prove(world, first)
    await sign(world)
    await seal(world)
    assert await is_proved(world, await prove(world, first))
    with pytest.raises(NotYetSigned):
        await prove(world, second)
    with pytest.raises(TransferNotFound):
        await prove(world, ids.encode("trf", UUID(int=99)))


async def test_what_may_still_be_written_is_not_sealed(world: World) -> None:
    for age_s, order in ((121, "o1"), (119, "o2")):
        made = int((NOON - timedelta(seconds=age_s)).timestamp() * 1_000)
        await post(with_ids(world, made << 80), earn(customer(), 5, order))
    assert await seal(world) == proofs.Sealed(count=1, more=False)


async def test_who_comes_late_is_sealed_late_and_proved(world: World) -> None:
    await live(with_ids(world, step=STEP), 3)
    known = await transfer_ids(world)
    await seal_all(world, limit=4)
    # The clock went wrong: these come between the second and the third.
    begin = int.from_bytes(ids.decode(known[1]).bytes) + 1
    assert begin < int.from_bytes(ids.decode(known[2]).bytes)
    wrong = with_ids(world, begin)
    await post(wrong, earn(customer(), 5, "late"))
    assert len(await transfer_ids(world)) == 7
    assert await seal(world) == proofs.Sealed(count=1, more=False)
    assert await seal(world) == proofs.Sealed(count=0, more=False)
    (row,) = await world.rows(latecomers)
    assert row["number"] == 3
    head = await sign(world)
    assert (head.seals, head.transfers) == (3, 7)
    for each in await transfer_ids(world):
        assert await is_proved(world, await prove(world, each))
    assert (await prove(world, row["transfer_id"])).position == 7


async def test_eight_who_find_a_latecomer_at_once_seal_it_once(world: World) -> None:
    await live(with_ids(world, step=STEP), 3)
    known = await transfer_ids(world)
    await seal_all(world)
    begin = int.from_bytes(ids.decode(known[1]).bytes) + 1
    await post(with_ids(world, begin), earn(customer(), 5, "late"))
    await asyncio.gather(*(seal_all(world) for _ in range(8)))
    assert [row["count"] for row in await world.rows(seals)] == [6, 1]
    assert len(await world.rows(latecomers)) == 1


async def test_what_was_tampered_with_is_not_taken_for_a_latecomer(
    world: World, owner: Engine
) -> None:
    await live(with_ids(world, step=STEP), 3)
    await seal_all(world)
    known = await transfer_ids(world)
    begin = int.from_bytes(ids.decode(known[1]).bytes) + 1
    await post(with_ids(world, begin), earn(customer(), 5, "late"))
    await tamper(owner, world, "UPDATE transfers SET amount = 9 WHERE seq = 2 AND {}")
    sealed = await seal_all(world)
    for table in ("accounts", "transfers", "lots", "seals"):
        await tamper(owner, world, f"DELETE FROM {table} WHERE {{}}")
    assert sealed == 0


async def test_eight_who_seal_at_once_seal_once(world: World) -> None:
    await live(world, 12)
    await asyncio.gather(*(seal_all(world, limit=3) for _ in range(8)))
    rows = await world.rows(seals)
    assert sum(row["count"] for row in rows) == 24
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    await asyncio.gather(*(sign(world) for _ in range(8)))
    assert len(await world.rows(heads)) == 1
    for each in await transfer_ids(world):
        assert await is_proved(world, await prove(world, each))


async def test_a_head_is_signed_once_a_day(world: World) -> None:
    caller, daily = system(world.principal.tenant), proofs.SignDaily()

    async def signed(hours: int) -> int:
        then = at(world, NOON + timedelta(hours=hours))
        done = await then.platform.run(proofs.sign_daily, daily, caller)
        return done.seals

    assert await signed(0) == 0
    await live(world, 1)
    await seal_all(world, limit=1)
    assert await signed(0) == 2
    await live(world, 1)
    await seal_all(world, limit=1)
    assert [await signed(hours) for hours in (1, 23, 24, 25, 60)] == [0, 0, 4, 0, 0]
    page = await world.run(proofs.list_heads, proofs.ListHeads(limit=1))
    assert [head.seals for head in page.items] == [4]
    rest = await world.run(proofs.list_heads, proofs.ListHeads(after=page.next))
    assert [head.seals for head in rest.items] == [2]


async def test_a_new_key_is_vouched_for_by_the_one_before(world: World) -> None:
    await live(world, 1)
    await seal_all(world)
    old = await sign(world)
    rotate = signing.RotateSigningKey()
    made = await world.run(signing.rotate_signing_key, rotate)
    new = await sign(world)
    assert (old.key_id, new.key_id) == (made.predecessor, made.id)
    listed = await world.run(signing.list_signing_keys, signing.ListSigningKeys())
    first, second = listed.keys
    assert (first.retired_at, second.retired_at) == (
        "2030-01-01T12:00:00.000000Z",
        None,
    )
    assert second.endorsement is not None
    verify(first.public_key, second.endorsement, second.said)
    verify(first.public_key, old.signature, old.said)
    verify(second.public_key, new.signature, new.said)
    kept = {row["id"]: row["wrapped_seed"] for row in await world.rows(signing_keys)}
    assert kept[first.id] is None


async def test_eight_who_replace_the_key_at_once_leave_one_in_use(world: World) -> None:
    rotate = signing.RotateSigningKey()
    await asyncio.gather(
        *(world.run(signing.rotate_signing_key, rotate) for _ in range(8))
    )
    rows = await world.rows(signing_keys)
    assert sum(row["retired_at"] is None for row in rows) == 1
    chain = {row["id"]: row["predecessor"] for row in rows}
    assert len(set(chain.values())) == len(chain)


async def test_another_tenants_transfers_are_not_sealed(
    world: World, neighbour: World
) -> None:
    await live(world, 2)
    await live(neighbour, 1)
    assert await seal_all(neighbour) == 2
    assert await world.rows(seals) == []
    assert await seal_all(world) == 4
    theirs = (await transfer_ids(world))[-1]
    with pytest.raises(TransferNotFound):
        await prove(neighbour, theirs)


def with_ids(world: World, begin: int = STEP, step: int = 1) -> World:
    """Return the same world, whose identifiers count from a number on."""
    numbers = count(begin, step)
    platform = replace(world.platform, new_number=lambda: next(numbers))
    return World(platform, world.principal)
