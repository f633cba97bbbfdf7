"""What purchases come to is kept with each of them, and is what orders say."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import customers, orders
from domain.scoring.tables import purchase_rollups
from tests.domain.scoring.shop import TODAY, buy, differences
from tests.world import World, new_world, open_shop


async def rollups(world: World) -> list[Any]:
    found = await world.rows(purchase_rollups)
    return [
        {name: value for name, value in row.items() if name != "tenant_id"}
        for row in found
    ]


async def test_a_rollup_is_there_with_the_order(shop: World) -> None:
    await buy(shop, "ann", 30)
    await buy(shop, "ann", 30, number=1)
    await buy(shop, "ann", 10)
    await buy(shop, "ann", 9)
    (row,) = await rollups(shop)
    assert row | {"customer_id": ""} == {
        "customer_id": "",
        "orders": 4,
        "days": 3,
        "first_day": date(2029, 12, 2),
        "last_day": date(2029, 12, 23),
        "amount": 4_000,
        "first_amount": 2_000,
        "squares": 2_000**2 + 2 * 1_000**2,
        "gap_squares": 20**2 + 1,
        "last_gaps": [1, 20],
        "changed_at": TODAY,
    }


async def test_days_are_those_of_the_shop(shop: World) -> None:
    # Half past eleven in the evening at UTC is tomorrow at Amsterdam.
    late = orders.Record(
        external_id="late",
        customer=customers.Identity(external_id="ann"),
        occurred_at=TODAY.replace(hour=23, minute=30) - timedelta(days=1),
        currency="EUR",
        lines=(orders.Line(product_id="tea", quantity=1, unit_price=1_000),),
    )
    await shop.run(orders.record, late)
    assert (await rollups(shop))[0]["last_day"] == date(2030, 1, 1)


async def test_days_are_counted_alike_when_the_clocks_change(shop: World) -> None:
    # At Amsterdam 28 October 2029 has 25 hours, from 22:00 to 23:00 at UTC.
    for number, at in enumerate(
        (
            datetime(2029, 10, 27, 22, 15, tzinfo=UTC),
            datetime(2029, 10, 28, 22, 45, tzinfo=UTC),
            datetime(2029, 10, 28, 23, 15, tzinfo=UTC),
        )
    ):
        command = orders.Record(
            external_id=f"autumn-{number}",
            customer=customers.Identity(external_id="ann"),
            occurred_at=at,
            currency="EUR",
            lines=(orders.Line(product_id="tea", quantity=1, unit_price=1_000),),
        )
        await shop.run(orders.record, command)
    (row,) = await rollups(shop)
    assert (row["days"], row["last_gaps"]) == (2, [1])
    assert (row["first_day"], row["last_day"]) == (
        date(2029, 10, 28),
        date(2029, 10, 29),
    )
    assert row["first_amount"] == 2_000
    assert await differences(shop) == []


async def test_what_came_back_or_was_called_off_does_not_count(shop: World) -> None:
    first = await buy(shop, "ann", 20)
    second = await buy(shop, "ann", 10)
    back = orders.RecordReturn(
        external_id="r", order=second.id, occurred_at=TODAY, amount=400
    )
    await shop.run(orders.record_return, back)
    await shop.run(orders.cancel, orders.Cancel(order_id=first.id))
    (row,) = await rollups(shop)
    assert (row["days"], row["amount"], row["last_gaps"]) == (1, 600, [])
    await shop.run(orders.reopen, orders.Reopen(order_id=first.id))
    (row,) = await rollups(shop)
    assert (row["days"], row["amount"], row["last_gaps"]) == (2, 1_600, [10])


async def test_other_money_counts_as_a_purchase_of_no_amount(shop: World) -> None:
    await buy(shop, "ann", 20, currency="USD")
    (row,) = await rollups(shop)
    assert (row["days"], row["amount"]) == (1, 0)


async def test_a_merge_moves_what_was_bought_and_its_undoing_moves_it_back(
    shop: World,
) -> None:
    ann, bob = [(await buy(shop, who, 9)).customer_id for who in ("ann", "bob")]
    assert ann
    assert bob
    merge = customers.Merge(kept_id=ann, merged_id=bob)
    merged = await shop.run(customers.merge, merge)
    assert [(row["orders"], row["days"]) for row in await rollups(shop)] == [
        (2, 1),
        (0, 0),
    ]
    await shop.run(customers.unmerge, customers.Unmerge(merger_id=merged.id))
    assert [row["orders"] for row in await rollups(shop)] == [1, 1]
    assert await differences(shop) == []


async def test_a_guests_orders_count_when_it_is_known_whose_they_are(
    shop: World,
) -> None:
    guest = orders.Record(
        external_id="1",
        customer=customers.Identity(visitor_id="v1"),
        occurred_at=TODAY,
        currency="EUR",
        lines=(orders.Line(product_id="tea", quantity=1, unit_price=1_000),),
    )
    await shop.run(orders.record, guest)
    assert await rollups(shop) == []
    ann = await shop.run(customers.create, customers.Create(given_name="Ann"))
    link = customers.LinkVisitor(customer_id=ann.id, visitor_id="v1")
    await shop.run(customers.link_visitor, link)
    assert [row["orders"] for row in await rollups(shop)] == [1]


async def test_orders_that_come_at_once_are_all_counted(shop: World) -> None:
    await asyncio.gather(*(buy(shop, "ann", each) for each in range(8)))
    (row,) = await rollups(shop)
    assert (row["orders"], row["days"]) == (8, 8)


@settings(
    max_examples=4,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
async def test_rebuilt_is_as_stored(world: World, data: st.DataObject) -> None:
    shop = await open_shop(new_world(world.platform.engine))
    bought: list[orders.Order] = []
    for number in range(data.draw(st.integers(4, 12))):
        match data.draw(st.sampled_from(("buy", "buy", "cancel", "return"))):
            case "cancel" if bought:
                order = data.draw(st.sampled_from(bought))
                await shop.run(orders.cancel, orders.Cancel(order_id=order.id))
            case "return" if bought:
                back = orders.RecordReturn(
                    external_id=str(number),
                    order=data.draw(st.sampled_from(bought)).id,
                    occurred_at=TODAY,
                    amount=data.draw(st.sampled_from((100, 1_000))),
                )
                await shop.run(orders.record_return, back)
            case _:
                who = data.draw(st.sampled_from(("ann", "bob")))
                ago = data.draw(st.integers(0, 5))
                bought.append(await buy(shop, who, ago, number=number))
    assert await differences(shop) == []
