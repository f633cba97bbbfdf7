"""Transactions: in order, all or nothing, and no journey more than it takes."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.errors import (
    ForeignKeyViolation,
    InvalidTextRepresentation,
    UniqueViolation,
)
from sqlalchemy import Integer, Text, bindparam, cast, func, insert, select, text, true

from domain import customers, orders
from domain.kernel import NotAllowed, Unit
from domain.kernel.audit import audit_entries
from domain.kernel.database import Role, connect
from domain.kernel.outbox import inbox
from domain.kernel.transaction import MUCH_BYTES
from domain.orders.tables import order_lines
from tests.cutting import end
from tests.domain.orders.shop import record
from tests.world import NOON, World

CLAIM = insert(inbox).values(message_id=f"evn_{1:032x}", handler="a", claimed_at=NOON)
LATER = CLAIM.values(handler="b")
# A line of an order that is not there.
LOST = insert(order_lines).values(
    order_id=f"ord_{99:032x}",
    no=1,
    product_id="tea",
    quantity=1,
    unit_price=1,
    discount=0,
    tax=0,
    amount=1,
    returned_quantity=0,
    returned_amount=0,
)
HANDLERS = select(inbox.c.handler).order_by(inbox.c.handler)

Work = Callable[[Unit], Awaitable[None]]


async def claims(world: World) -> list[str]:
    return [row["handler"] for row in await world.rows(inbox)]


async def test_a_connection_that_ended_while_it_lay_idle_is_not_lent(
    world: World, database_url: str
) -> None:
    """As all of them do when the server is restarted."""
    engine = connect(database_url, Role.APP, pool_size=3)
    patient = replace(world, platform=replace(world.platform, engine=engine))

    async def pid(unit: Unit) -> int:
        await asyncio.sleep(0.05)  # So that each takes a connection of its own.
        number: int = await unit.value(text("SELECT pg_backend_pid()"))
        await asyncio.sleep(0.05)
        return number

    async def pids() -> set[int]:
        asked = (patient.platform.perform(pid, world.principal) for _ in range(3))
        return set(await asyncio.gather(*asked))

    before = await pids()
    assert await pids() == before
    for each in before:
        end(database_url, each)
    after = await pids()
    assert len(after) == 3
    assert not after & before
    await engine.dispose()


async def test_what_is_written_is_seen_by_what_follows(world: World) -> None:
    async with world.platform.unit(world.principal) as unit:
        unit.write(CLAIM)
        unit.write(LATER)
        seen = await unit.transaction.execute(HANDLERS)
        assert seen.scalars().all() == ["a", "b"]
        assert unit.transaction.unsent == []


async def test_what_is_written_last_is_committed(world: World) -> None:
    async with world.platform.unit(world.principal) as unit:
        unit.write(CLAIM)
        unit.write(LATER)
    assert sorted(await claims(world)) == ["a", "b"]


async def test_what_is_written_happens_in_the_order_of_writing(world: World) -> None:
    entry = {"at": NOON, "actor": "test", "action": "a"}
    async with world.platform.unit(world.principal) as unit:
        for number in range(40):
            given = {**entry, "id": f"aud_{number:032x}"}
            unit.write(insert(audit_entries).values(given))
            if number % 7 == 0:
                assert await unit.value(text("SELECT 1")) == 1
        found = await unit.transaction.execute(
            # Where a row lies says nothing: it may fill a gap that others left.
            select(audit_entries.c.id).order_by(text("audit_entries.cmin::text::int"))
        )
        assert found.scalars().all() == [f"aud_{number:032x}" for number in range(40)]


async def fails_at_the_end(unit: Unit) -> None:
    assert await unit.run(CLAIM) == 1
    unit.write(CLAIM)


async def fails_in_the_middle_of_what_is_written(unit: Unit) -> None:
    unit.write(CLAIM)
    unit.write(CLAIM)
    unit.write(LATER)


async def fails_before_what_follows(unit: Unit) -> None:
    unit.write(CLAIM)
    unit.write(CLAIM)
    await unit.run(LATER)
    pytest.fail("the statement before this one cannot have worked")


async def fails_while_it_is_awaited(unit: Unit) -> None:
    unit.write(CLAIM)
    await unit.run(LATER)
    await unit.run(LATER)


@pytest.mark.parametrize(
    "work",
    [
        fails_at_the_end,
        fails_in_the_middle_of_what_is_written,
        fails_before_what_follows,
        fails_while_it_is_awaited,
    ],
)
async def test_what_fails_undoes_all_and_is_named_by_the_database(
    world: World, work: Work
) -> None:
    with pytest.raises(UniqueViolation):
        await world.platform.perform(work, world.principal)
    assert await claims(world) == []
    await world.platform.perform(lambda unit: unit.run(CLAIM), world.principal)
    assert await claims(world) == ["a"]


async def test_a_reference_to_nothing_fails(world: World) -> None:
    async def work(unit: Unit) -> None:
        unit.write(CLAIM)
        unit.write(LOST)

    with pytest.raises(ForeignKeyViolation):
        await world.platform.perform(work, world.principal)
    assert await claims(world) == []


async def test_what_a_feature_raises_undoes_all(world: World) -> None:
    async def work(unit: Unit) -> None:
        await unit.run(CLAIM)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await world.platform.perform(work, world.principal)
    assert await claims(world) == []


@pytest.mark.parametrize("after", [0, 1])
async def test_to_keep_an_sql_error_to_oneself_is_a_bug(
    world: World, after: int
) -> None:
    async def work(unit: Unit) -> None:
        await unit.run(CLAIM)
        with suppress(psycopg.Error):
            await unit.run(CLAIM)
        for _ in range(after):
            unit.write(LATER)

    with pytest.raises(AssertionError, match="a feature caught an SQL error"):
        await world.platform.perform(work, world.principal)
    assert await claims(world) == []


async def test_a_connection_that_was_left_amid_things_is_as_new(
    world: World, database_url: str
) -> None:
    engine = connect(database_url, Role.APP, pool_size=1)
    platform = replace(world.platform, engine=engine)
    for work in (fails_while_it_is_awaited, fails_at_the_end):
        with pytest.raises(UniqueViolation):
            await platform.perform(work, world.principal)
    async with platform.unit(world.principal) as unit:
        unit.write(CLAIM)
    await engine.dispose()
    assert await claims(world) == ["a"]


async def test_each_use_case_takes_no_more_journeys_than_this(
    shop: World, database_url: str, tmp_path: Path
) -> None:
    ann = await shop.run(customers.create, customers.Create(email="ann@example.com"))
    order = await shop.run(orders.record, record(1))
    engine = connect(database_url, Role.APP)
    platform = replace(shop.platform, engine=engine)
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
    calls: list[tuple[Any, Any]] = [
        (customers.find, customers.Find(customer_id=ann.id)),
        (customers.update, customers.Update(customer_id=ann.id, locale="nl")),
        (orders.find, orders.Find(order_id=order.id)),
        (orders.record, record(2)),
    ]
    taken: dict[str, int] = {}
    for use_case, command in calls:
        trace = tmp_path / use_case.name
        with trace.open("w") as file:
            driver.pgconn.trace(file.fileno())
            await platform.run(use_case, command, shop.principal)
            driver.pgconn.untrace()
        taken[use_case.name] = journeys(trace.read_text())
    await engine.dispose()
    most = {
        "customers.find": 5,  # follow merges; look; its key; its names; commit
        "customers.update": 13,
        "orders.find": 3,  # look; its lines; commit
        "orders.record": 12,
    }
    assert {name for name in most if taken[name] > most[name]} == set(), taken


async def test_a_unit_that_only_writes_takes_one_journey(
    world: World, database_url: str, tmp_path: Path
) -> None:
    engine = connect(database_url, Role.APP)
    platform = replace(world.platform, engine=engine)
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
    trace = tmp_path / "trace"
    with trace.open("w") as file:
        driver.pgconn.trace(file.fileno())
        async with platform.unit(world.principal) as unit:
            unit.write(CLAIM)
            unit.write(LATER)
        driver.pgconn.untrace()
    await engine.dispose()
    assert journeys(trace.read_text()) == 1  # begin, write and commit


def journeys(trace: str) -> int:
    """Count how often we spoke after the server had spoken."""
    speakers = re.findall(r"^[-\d]+ [:.\d]+\t([FB])\t", trace, re.MULTILINE)
    return [who for who, _ in groupby(speakers)].count("F")


# So much that it is begun at once.
LONG = "x" * MUCH_BYTES
SET = select(func.set_config("stamgast.told", bindparam("told", type_=Text()), true()))
TOLD = select(func.length(func.current_setting("stamgast.told", true())))


async def test_what_is_begun_is_done_before_what_is_asked_next(world: World) -> None:
    async with world.platform.unit(world.principal) as unit:
        unit.write(CLAIM)
        unit.write(SET, told=LONG)
        await unit.begin()
        assert unit.transaction.unsent == []
        unit.write(SET, told=f"{LONG}{LONG}")
        await unit.begin()
        counted = await unit.counting(SET, told=LONG)
        unit.write(LATER)
        assert await counted() == 1
        assert await unit.value(TOLD) == MUCH_BYTES
        unit.write(SET, told=LONG)
        await unit.begin()
    assert await claims(world) == ["a", "b"]


async def test_little_is_not_begun_but_counted_at_once(world: World) -> None:
    async with world.platform.unit(world.principal) as unit:
        unit.write(CLAIM)
        await unit.begin()
        assert len(unit.transaction.unsent) == 1
        assert await (await unit.counting(LATER))() == 1
    assert await claims(world) == ["a", "b"]


async def fails_when_it_was_begun(unit: Unit) -> None:
    unit.write(CLAIM)
    unit.write(select(cast(bindparam("told", type_=Text()), Integer)), told=LONG)
    await unit.begin()


async def fails_when_the_next_is_asked(unit: Unit) -> None:
    await fails_when_it_was_begun(unit)
    await unit.value(TOLD)
    pytest.fail("what was begun before this cannot have worked")


@pytest.mark.parametrize(
    "work", [fails_when_it_was_begun, fails_when_the_next_is_asked]
)
async def test_what_fails_after_it_was_begun_fails_the_unit(
    world: World, work: Work
) -> None:
    with pytest.raises(InvalidTextRepresentation):
        await world.platform.perform(work, world.principal)
    assert await claims(world) == []


async def test_who_refuses_meanwhile_leaves_nothing_and_a_connection_of_use(
    world: World,
) -> None:
    async def work(unit: Unit) -> None:
        unit.write(CLAIM)
        unit.write(SET, told=LONG)
        await unit.begin()
        raise NotAllowed("tests:write")

    for _ in range(3):
        with pytest.raises(NotAllowed):
            await world.platform.perform(work, world.principal)
        assert await claims(world) == []
