"""Introducing: whom rows name is there before the rows are, and nobody waits."""

import asyncio
from dataclasses import replace

import pytest
from msgspec import json

from domain import imports, orders
from domain.customers.tables import customers as customer_table
from domain.customers.tables import external_ids
from domain.imports import ImportKind, Introduce
from domain.kernel import NotAllowed, Scope, Unit
from domain.orders.tables import orders as order_table
from tests.domain.orders.shop import Json, line, order, record
from tests.world import World


def of(number: int, who: str, **more: object) -> Json:
    return order(number, customer={"external_id": who}, **more)


def read(*given: Json) -> tuple[imports.Read, ...]:
    return tuple(orders.read_order(json.encode(each)) for each in given)


async def introduce(world: World, *given: Json) -> int:
    command = Introduce(kind=ImportKind.ORDERS, read=read(*given))
    return (await world.run(imports.introduce, command)).customers


async def test_whom_orders_name_is_written_down_once(world: World) -> None:
    given = (of(1, "ann"), of(2, "bob"), of(3, "ann", source="till"))
    assert await introduce(world, *given) == 3
    assert await introduce(world, *given, of(4, "eve")) == 1
    assert len(await world.rows(order_table)) == 0
    there = {(e["source"], e["external_id"]) for e in await world.rows(external_ids)}
    named = {("shop", each) for each in ("ann", "bob", "eve")}
    assert there == named | {("till", "ann")}


async def test_nobody_is_made_of_orders_that_are_refused_or_there(world: World) -> None:
    await world.run(orders.record, record(1))
    refused = (
        of(1, "bob"),  # Ann's, as it is written down.
        of(2, "bob", occurred_at="2050-01-01T10:00:00Z"),
        order(3, line(quantity=0), customer={"external_id": "bob"}),
        order(4, customer={"email": "bob@example.org"}),
        order(5, customer=None, guest_email="bob@example.org"),
    )
    assert await introduce(world, *refused) == 0
    assert len(await world.rows(customer_table)) == 1


async def test_who_was_introduced_keeps_no_other_rows_waiting(world: World) -> None:
    one, two = read(of(1, "ann"), of(2, "ann"))
    command = Introduce(kind=ImportKind.ORDERS, read=(one, two))
    await world.run(imports.introduce, command)

    async def take(unit: Unit) -> None:
        assert (await orders.take(unit, (two,))).rows[0].id is not None

    async with world.platform.unit(world.principal) as unit:
        await orders.take(unit, (one,))
        async with asyncio.timeout(5):
            await world.platform.perform(take, world.principal)
    found = await world.rows(order_table)
    assert len({each["customer_id"] for each in found}) == 1
    assert len(found) == 2


async def test_who_may_not_write_orders_introduces_nobody(world: World) -> None:
    fewer = replace(world.principal, scopes=frozenset({Scope("imports:write")}))
    with pytest.raises(NotAllowed):
        await introduce(World(world.platform, fewer), of(1, "ann"))
    assert await world.rows(customer_table) == []
