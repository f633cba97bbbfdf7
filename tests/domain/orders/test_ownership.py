"""Whose orders are: guests are known at last, and mergers move what they undo."""

import asyncio
from typing import Any

import msgspec
import pytest

from domain import customers, orders
from domain.customers import Create, CustomerRow, LinkVisitor, Merge, Unmerge
from domain.kernel import Malformed, validation
from domain.orders.tables import order_moves, return_moves
from domain.orders.tables import orders as order_table
from domain.orders.tables import returns as return_table
from tests.domain.orders.shop import record
from tests.world import World

VISITOR = {"customer": {"visitor_id": "v1"}}
ADDRESS = {"customer": None, "guest_email": "Ann@Example.org"}


async def owners(world: World) -> list[str | None]:
    """Return whose orders are, in the order of what the shop calls them."""
    rows = sorted(await world.rows(order_table), key=lambda row: row["external_id"])
    return [row["customer_id"] for row in rows]


async def told(world: World, name: str) -> list[dict[str, Any]]:
    return [payload for said, payload in await world.news() if said == name]


async def customer(world: World, **given: Any) -> str:
    return (await world.run(customers.create, Create(**given))).id


async def test_a_visitors_orders_are_whose_the_visitor_turns_out_to_be(
    world: World,
) -> None:
    first = await world.run(orders.record, record(1, **VISITOR))
    await world.run(orders.record, record(2, customer=None))
    assert (first.customer_id, first.visitor_id) == (None, "v1")
    given = {
        "external_id": "r",
        "order": first.id,
        "occurred_at": "2030-01-01T11:00:00Z",
        "amount": 100,
    }
    back = validation.command(given, orders.RecordReturn)
    await world.run(orders.record_return, back)
    ann = await customer(world)
    link = LinkVisitor(customer_id=ann, visitor_id="v1")
    await world.run(customers.link_visitor, link)
    assert await owners(world) == [ann, None]
    assert [row["customer_id"] for row in await world.rows(return_table)] == [ann]
    news = {"customer_id": ann, "order_ids": [first.id]}
    assert await told(world, "orders.linked") == [news]
    later = await world.run(orders.record, record(3, **VISITOR))
    assert (later.customer_id, later.visitor_id) == (ann, None)


@pytest.mark.parametrize("way", ["create", "update", "import", "order"])
async def test_a_guests_orders_are_whose_the_address_turns_out_to_be(
    world: World, way: str
) -> None:
    await world.run(orders.record, record(1, **ADDRESS))
    old = record(2, **ADDRESS, occurred_at="2029-01-01T00:00:00Z")
    await world.run(orders.record, old)
    if way == "create":
        await customer(world, email="ann@example.org")
    elif way == "update":
        ann = await customer(world)
        change = customers.Update(customer_id=ann, email="ann@example.org")
        await world.run(customers.update, change)
    elif way == "import":
        row = CustomerRow(source="crm", external_id="a", email="ann@example.org")
        await world.platform.perform(
            lambda unit: customers.import_many(unit, [row]), world.principal
        )
    else:
        hers = record(3, customer={"email": "ann@example.org"})
        await world.run(orders.record, hers)
    (found,) = (await world.run(customers.search, customers.Search())).items
    assert (await owners(world))[:2] == [found.id, None]
    later = await world.run(orders.record, record(4, **ADDRESS))
    assert later.customer_id == found.id
    assert len(await told(world, "orders.linked")) == 1


async def test_a_guests_order_and_who_becomes_known_never_miss_each_other(
    world: World,
) -> None:
    both = [
        each
        for number in range(8)
        for each in (
            world.run(
                orders.record,
                record(number, customer=None, guest_email=f"a{number}@example.org"),
            ),
            customer(world, email=f"a{number}@example.org"),
        )
    ]
    await asyncio.gather(*both)
    assert None not in await owners(world)


async def test_a_merge_moves_orders_and_returns_and_its_undoing_just_those(
    world: World,
) -> None:
    bobs = [{"customer": {"external_id": "bob"}}] * 3
    for number, more in enumerate([*bobs, {}]):
        await world.run(orders.record, record(number, **more))
    back = msgspec.convert(
        {
            "external_id": "r",
            "order": "external:shop:order-0",
            "occurred_at": "2030-01-01T11:00:00Z",
            "amount": 100,
        },
        orders.RecordReturn,
    )
    await world.run(orders.record_return, back)
    bob, _, _, ann = await owners(world)
    merge = Merge(kept_id="external:shop:ann", merged_id="external:shop:bob")
    merger = await world.run(customers.merge, merge)
    assert await owners(world) == [ann] * 4
    assert [row["customer_id"] for row in await world.rows(return_table)] == [ann]
    later = record(4, customer={"external_id": "bob"})
    assert (await world.run(orders.record, later)).customer_id == ann
    await world.run(customers.unmerge, Unmerge(merger_id=merger.id))
    assert await owners(world) == [bob, bob, bob, ann, ann]
    assert [row["customer_id"] for row in await world.rows(return_table)] == [bob]
    moved = await told(world, "orders.moved")
    assert [each["to_customer_id"] for each in moved] == [ann, bob]
    assert [len(each["order_ids"]) for each in moved] == [3, 3]
    assert await world.rows(order_moves) == await world.rows(return_moves) == []


async def test_an_address_that_is_none_is_refused(world: World) -> None:
    with pytest.raises(Malformed):
        await world.run(orders.record, record(customer=None, guest_email="@@@"))
    assert await world.rows(order_table) == []
