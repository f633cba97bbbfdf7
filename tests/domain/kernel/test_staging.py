"""Staging: rows that one unit brought, and that nobody else will ever see."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from psycopg.errors import ReadOnlySqlTransaction, UniqueViolation
from sqlalchemy import (
    ARRAY,
    Column,
    DateTime,
    LargeBinary,
    SmallInteger,
    Text,
    func,
    insert,
    select,
)

from domain.kernel import Unit
from domain.kernel.outbox import inbox
from domain.kernel.staging import staging_table, written
from domain.kernel.tables import Id
from tests.world import NOON, World

staged = staging_table(
    "claims",
    Column("message_id", Id("evn"), nullable=False),
    Column("handler", Text),
    Column("claimed_at", DateTime(timezone=True)),
    Column("print", LargeBinary),
    Column("numbers", ARRAY(SmallInteger)),
)
TAKE = insert(inbox).from_select(
    ["message_id", "handler", "claimed_at"],
    select(staged.c.message_id, staged.c.handler, staged.c.claimed_at),
)
COUNT = select(func.count()).select_from(staged)


def event(number: int) -> str:
    return f"evn_{number:032x}"


def rows(count: int, handler: str = "a") -> list[Sequence[Any]]:
    return [
        (event(number), handler, NOON, b"\x00\xff", [number % 100])
        for number in range(count)
    ]


async def test_what_is_brought_is_what_is_read(world: World) -> None:
    odd = (event(1), 'tab\t, "quote", \\N and \\.', NOON, b"\x00\\\t\n", [1, 2])
    empty = (event(2), None, None, None, None)
    async with world.platform.unit(world.principal) as unit:
        await unit.stage(staged, [odd, empty])
        found = await unit.transaction.execute(
            select(staged).order_by(staged.c.message_id)
        )
        assert [tuple(row) for row in found] == [odd, empty]


async def test_an_identifier_may_be_absent_and_a_table_may_have_none(
    world: World,
) -> None:
    some = staging_table("some", Column("id", Id("evn")), Column("other", Id("cus")))
    none = staging_table("none", Column("name", Text))
    async with world.platform.unit(world.principal) as unit:
        await unit.stage(some, [(event(1), None), (None, f"cus_{2:032x}")])
        await unit.stage(none, [("evn_1",), (None,)])
        kept = (await unit.transaction.execute(select(some))).all()
        assert kept == [(event(1), None), (None, f"cus_{2:032x}")]
        names = await unit.transaction.execute(select(none))
        assert names.all() == [("evn_1",), (None,)]


async def test_one_statement_takes_them_into_the_fence(
    world: World, neighbour: World
) -> None:
    async def work(unit: Unit) -> int:
        await unit.stage(staged, rows(1_000))
        return await unit.run(TAKE)

    assert await world.platform.perform(work, world.principal) == 1_000
    found = await world.rows(inbox)
    assert {row["message_id"] for row in found} == {event(n) for n in range(1_000)}
    assert {row["tenant_id"] for row in found} == {world.principal.tenant}
    assert await neighbour.rows(inbox) == []


async def test_no_rows_are_no_rows(world: World) -> None:
    async with world.platform.unit(world.principal) as unit:
        await unit.stage(staged, [])
        assert await unit.value(COUNT) == 0


async def test_rows_add_up_within_a_unit_and_are_gone_after_it(world: World) -> None:
    for _ in range(3):
        async with world.platform.unit(world.principal) as unit:
            await unit.stage(staged, rows(2))
            await unit.stage(staged, rows(3))
            assert await unit.value(COUNT) == 5


async def test_rows_are_gone_after_a_unit_that_failed(world: World) -> None:
    async def work(unit: Unit) -> None:
        await unit.stage(staged, rows(2))
        await unit.run(TAKE)
        await unit.run(TAKE)

    with pytest.raises(UniqueViolation):
        await world.platform.perform(work, world.principal)
    assert await world.rows(inbox) == []
    async with world.platform.unit(world.principal) as unit:
        await unit.stage(staged, [])
        assert await unit.value(COUNT) == 0


async def test_what_was_written_before_comes_first(world: World) -> None:
    claim = insert(inbox).values(message_id=event(0), handler="a", claimed_at=NOON)

    async def work(unit: Unit) -> None:
        unit.write(claim)
        await unit.stage(staged, rows(1))
        await unit.run(TAKE)

    with pytest.raises(UniqueViolation):
        await world.platform.perform(work, world.principal)


async def test_eight_units_at_once_see_their_own_rows_only(
    world: World, neighbour: World
) -> None:
    here = asyncio.Barrier(8)

    async def bring(whose: World, number: int) -> None:
        async def work(unit: Unit) -> None:
            await unit.stage(staged, rows(10 + number, handler=f"h{number}"))
            await here.wait()
            assert await unit.value(COUNT) == 10 + number
            assert await unit.run(TAKE) == 10 + number

        await whose.platform.perform(work, whose.principal)

    worlds = (world, neighbour)
    await asyncio.gather(*(bring(worlds[each % 2], each) for each in range(8)))
    assert len(await world.rows(inbox)) == 10 + 12 + 14 + 16
    assert len(await neighbour.rows(inbox)) == 11 + 13 + 15 + 17


async def test_a_row_that_does_not_fit_brings_nothing(world: World) -> None:
    async def work(unit: Unit) -> None:
        await unit.stage(staged, [*rows(3), ("evn_zz", None, None, None, None)])

    with pytest.raises(Exception, match="invalid input syntax for type uuid"):
        await world.platform.perform(work, world.principal)


async def test_a_unit_that_reads_brings_nothing_to_a_tenants_table(
    world: World,
) -> None:
    async def work(unit: Unit) -> None:
        await unit.stage(staged, rows(1))
        await unit.run(TAKE)

    with pytest.raises(ReadOnlySqlTransaction):
        await world.platform.perform(work, world.principal, read_only=True)


async def test_what_is_written_ahead_is_what_is_read(world: World) -> None:
    texts = staging_table("texts", Column("no", SmallInteger), Column("text", Text))
    odd = ["plain", "", "\\N", "tab\t", "\n", "cr\r\n", "back\\slash", "\\.", "é\u2028"]
    rows = [*enumerate(odd), (len(odd), None)]
    async with world.platform.unit(world.principal) as unit:
        await unit.stage_text(texts, (written(row) for row in rows))
        found = await unit.transaction.execute(select(texts).order_by(texts.c.no))
        assert [tuple(row) for row in found] == rows
        await unit.stage_text(texts, ())
