"""Recording: an order is written down once, whole, and with its news."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from domain import customers, orders
from domain.customers.tables import customers as customer_table
from domain.customers.tables import external_ids
from domain.kernel import FieldError, Malformed
from domain.kernel.batches import Outcome
from domain.kernel.outbox import outbox
from domain.kernel.types import AMOUNT_MAX
from domain.orders.tables import order_lines
from domain.orders.tables import orders as order_table
from tests.domain.orders.shop import line, order, record
from tests.world import NOON, World


async def take(world: World, *rows: dict[str, Any]) -> list[Outcome]:
    result = await world.run(orders.record_many, orders.RecordMany(orders=rows))
    return [row.outcome for row in result.rows]


async def test_an_order_is_written_down_with_its_lines_and_news(world: World) -> None:
    tea = line("tea", 3, 450, discount=50, tax=105, category="drinks", name="Tea")
    cup = line("cup", 1, 1_200, variant="blue")
    given = record(1, tea, cup, shipping=395, vouchers=["MAY"], points_paid=10)
    found = await world.run(orders.record, given)
    assert (found.amount, found.tax, found.shipping) == (2_500, 105, 395)
    assert (found.external_id, found.source) == ("order-1", "shop")
    assert found.occurred_at == datetime(2030, 1, 1, 10, tzinfo=UTC)
    assert found.recorded_at == NOON
    assert found.vouchers == ("MAY",)
    assert [each.amount for each in found.lines] == [1_300, 1_200]
    assert [each.no for each in found.lines] == [1, 2]
    (ann,) = await world.rows(customer_table)
    assert found.customer_id == ann["id"]
    news = [row for row in await world.rows(outbox) if row["name"] == "orders.recorded"]
    assert [row["payload"] for row in news] == [{"order_ids": [found.id]}]


async def test_the_same_order_again_is_answered_as_at_first(world: World) -> None:
    first = await world.run(orders.record, record())
    before = await traces(world)
    in_amsterdam = record(occurred_at="2030-01-01T11:00:00+01:00", shipping=0)
    assert await world.run(orders.record, in_amsterdam) == first
    assert await traces(world) == before
    assert len(await world.rows(order_table)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"shipping": 1},
        {"customer": None},
        {"customer": {"external_id": "bob"}},
        {"currency": "USD"},
        {"vouchers": ["MAY"]},
        {"points_paid": 1},
        {"channel": "app"},
        {"occurred_at": "2030-01-01T10:00:01Z"},
        {"lines": [line(), line()]},
        {"lines": [line(name="Tea")]},
        {"lines": [line(tax=1)]},
    ],
    ids=str,
)
async def test_another_order_of_that_id_is_refused_without_a_trace(
    world: World, other: dict[str, Any]
) -> None:
    first = await world.run(orders.record, record())
    before = await traces(world)
    with pytest.raises(orders.OrderConflict) as refusal:
        await world.run(orders.record, record(**other))
    assert refusal.value.details() == {"order_id": first.id}
    assert await take(world, order(**other)) == [Outcome.REFUSED]
    assert await traces(world) == before


@pytest.mark.parametrize(
    ("other", "pointer"),
    [
        ({"lines": [line(), line(quantity=2, discount=1_001)]}, "/lines/1/discount"),
        ({"lines": [line(quantity=2, price=AMOUNT_MAX // 2 + 1)]}, "/lines"),
        ({"lines": []}, "/lines"),
        ({"lines": [line()] * 5_001}, "/lines"),
        ({"lines": [line(quantity=0)]}, "/lines/0/quantity"),
        ({"lines": [{**line(), "unit_price": 1.5}]}, "/lines/0/unit_price"),
        ({"lines": [line(product="a\x00b")]}, "/lines/0/product_id"),
        ({"lines": [line(product="a\n")]}, "/lines/0/product_id"),
        ({"lines": [line(product="x" * 201)]}, "/lines/0/product_id"),
        ({"lines": [line(discout=5)]}, "/lines/0/discout"),
        ({"vouchers": ["A"] * 51}, "/vouchers"),
        ({"occurred_at": "2030-01-02T12:00:01Z"}, "/occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "/occurred_at"),
        ({"occurred_at": "2030-01-01T10:00:00"}, "/occurred_at"),
        ({"customer": {}}, "/customer"),
        ({"customer": {"email": "no address"}}, "/customer/email"),
        ({"guest_email": "ann@example.org"}, "/guest_email"),
        ({"customer": None, "guest_email": "no address"}, "/guest_email"),
        ({"currency": "euro"}, "/currency"),
        ({"source": "A shop"}, "/source"),
    ],
    ids=str,
)
async def test_what_is_no_order_is_refused_by_its_field_without_a_trace(
    world: World, other: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(Malformed) as refusal:
        await world.run(orders.record, record(**other))
    assert [error.pointer for error in refusal.value.errors] == [pointer]
    rows = (order(**other),)
    result = await world.run(orders.record_many, orders.RecordMany(orders=rows))
    (row,) = result.rows
    assert row.problem is not None
    assert row.problem.errors == refusal.value.errors
    for table in (order_table, order_lines, outbox, customer_table):
        assert await world.rows(table) == []


async def test_each_row_of_a_batch_is_answered_by_itself(world: World) -> None:
    rows = (
        order(1),
        order(2, customer={"id": "cus_" + "9" * 32}),
        order(1),
        order(3, customer={"external_id": "bob"}),
        order(3),
        order(4, line(quantity=0)),
        order(4),
    )
    result = await world.run(orders.record_many, orders.RecordMany(orders=rows))
    codes = [row.problem and row.problem.code for row in result.rows]
    assert codes == [
        *(None, "customer_not_found", None),
        *(None, "order_conflict", "malformed", None),
    ]
    outcomes = [row.outcome for row in result.rows]
    assert outcomes.count(Outcome.RECORDED) == 3
    assert outcomes[2] is Outcome.UNCHANGED
    assert result.rows[0].id == result.rows[2].id
    malformed = result.rows[5].problem
    assert malformed is not None
    assert malformed.errors == (
        FieldError(pointer="/lines/0/quantity", detail="Expected `int` >= 1"),
    )
    names = sorted(row["external_id"] for row in await world.rows(order_table))
    assert names == ["order-1", "order-3", "order-4"]


async def test_a_large_batch_leaves_the_same_as_its_orders_one_by_one(
    world: World, neighbour: World
) -> None:
    rows = tuple(
        order(
            number,
            *(line(f"p{each}", each + 1, 99, discount=each) for each in range(3)),
            customer={"external_id": f"c{number % 7}"} if number % 5 else None,
            vouchers=["A\\B", 'C"{},'] if number % 2 else [],
        )
        for number in range(120)
    )
    assert await take(world, *rows) == [Outcome.RECORDED] * 120
    for row in rows:
        await neighbour.run(orders.record, record(0, **row))
    of_bulk, of_single = await contents(world), await contents(neighbour)
    assert of_bulk == of_single
    assert len(of_bulk[0]) == 120
    assert await take(world, *rows) == [Outcome.UNCHANGED] * 120
    assert await contents(world) == of_bulk


async def test_eight_who_bring_the_same_orders_write_each_down_once(
    world: World,
) -> None:
    rows = tuple(order(number) for number in range(60))
    outcomes = await asyncio.gather(
        *(take(world, *rows[::-1], *rows) for _ in range(8))
    )
    told = [outcome for each in outcomes for outcome in each]
    assert told.count(Outcome.RECORDED) == 60
    assert told.count(Outcome.UNCHANGED) == 8 * 120 - 60
    assert (
        len(await world.rows(order_table)) == len(await world.rows(order_lines)) == 60
    )
    assert len(await world.rows(customer_table)) == 1


async def test_a_tenant_does_not_see_another_tenants_orders(
    world: World, neighbour: World
) -> None:
    # The ids of both tenants count from one: the last one is only here.
    await world.run(orders.record, record(1))
    mine = await world.run(orders.record, record(2, customer=None))
    await neighbour.run(orders.record, record(1, customer=None))
    for ref in (mine.id, "external:shop:order-2", "ord_" + "0" * 32):
        with pytest.raises(orders.OrderNotFound):
            await neighbour.run(orders.find, orders.Find(order_id=ref))
    many = orders.FindMany(order_ids=(mine.id,))
    assert await neighbour.run(orders.find_many, many) == ()
    assert await world.run(orders.find_many, many) == (mine,)
    anns = orders.OfCustomer(customer_id="external:shop:ann")
    assert len((await world.run(orders.of_customer, anns)).items) == 1
    with pytest.raises(customers.CustomerNotFound):
        await neighbour.run(orders.of_customer, anns)


async def traces(world: World) -> list[list[Any]]:
    """Return what recording leaves."""
    tables = (order_lines, outbox, customer_table)
    return [sorted(await world.rows(each), key=str) for each in tables]


async def contents(world: World) -> tuple[list[Any], list[Any]]:
    """Return what a tenant has of orders, but for ids, which differ."""
    found = await world.rows(order_table)
    people = {
        row["customer_id"]: row["external_id"] for row in await world.rows(external_ids)
    }
    names = {row["id"]: row["external_id"] for row in found}
    heads = [
        {
            **row,
            "id": "",
            "tenant_id": "",
            "fingerprint": "",
            "customer_id": people.get(row["customer_id"]),
        }
        for row in found
    ]
    lines = [
        {**row, "tenant_id": "", "order_id": names[row["order_id"]]}
        for row in await world.rows(order_lines)
    ]
    return (
        sorted(heads, key=lambda row: row["external_id"]),
        sorted(lines, key=lambda row: (row["order_id"], row["no"])),
    )
