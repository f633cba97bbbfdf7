"""Guests who become known in time earn, and what waits for an event comes with it."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from domain import customers, earning, events, ledger, orders
from domain.customers import Identity
from domain.kernel import system
from tests.domain.earning.shop import balance, bought, publish, returned
from tests.world import NOON, World, open_shop


@pytest.fixture
async def shop(world: World) -> World:
    """Return a shop where a euro is a point."""
    await open_shop(world)
    await publish(world)
    return world


async def guest(shop: World, number: str, days: int) -> orders.Order:
    visitor = Identity(visitor_id="v1")
    at = NOON - timedelta(days=days)
    return await bought(shop, number, who=None, at=at, customer=visitor)


async def points(shop: World, customer: customers.Customer) -> int:
    asked = ledger.FindAccount(customer_id=customer.id)
    return (await shop.run(ledger.account, asked)).available


@pytest.mark.parametrize(("days", "given"), [(30, 10), (29, 0), (90, 10), (0, 0)])
async def test_a_guest_who_becomes_known_within_the_window_earns(
    shop: World, days: int, given: int
) -> None:
    await shop.run(earning.set_settings, earning.SetSettings(guest_days=days))
    order = await guest(shop, "1", 30)
    ann = await shop.run(customers.create, customers.Create(visitor_id="v1"))
    assert await points(shop, ann) == given
    # Once too late is always too late.
    await shop.run(orders.cancel, orders.Cancel(order_id=order.id))
    await shop.run(orders.reopen, orders.Reopen(order_id=order.id))
    assert await points(shop, ann) == given


async def test_why_tells_that_a_guest_became_known_too_late(shop: World) -> None:
    await shop.run(earning.set_settings, earning.SetSettings(guest_days=7))
    order = await guest(shop, "1", 30)
    await shop.run(customers.create, customers.Create(visitor_id="v1"))
    asked = earning.WhyOfOrder(order_id=order.id, locale="en")
    (decision,) = (await shop.run(earning.why_of_order, asked)).decisions
    assert decision.reasons == ("It was a guest's, who became known too late.",)


async def test_the_window_is_ninety_days_unless_somebody_says_otherwise(
    shop: World,
) -> None:
    read = await shop.run(earning.read_settings, earning.ReadSettings())
    assert read.guest_days == 90


@pytest.fixture
async def delivering(world: World) -> World:
    """Return a shop where points wait for delivery, or for 60 days."""
    await open_shop(world)
    schema = {"type": "object", "properties": {"order": {"type": "string"}}}
    type_ = events.PutType(name="delivered", schema=schema)
    await world.run(events.put_type, type_)
    await publish(world, pending_days=60, pending_event="delivered")
    return world


def delivery(order: str) -> events.Record:
    return events.Record(
        external_id=order,
        type="delivered",
        occurred_at=NOON - timedelta(days=1),
        data={"order": order},
    )


async def deliver(shop: World, order: str) -> events.Behaviour:
    return await shop.run(events.record, delivery(order))


async def held(shop: World) -> tuple[int, int]:
    asked = ledger.FindAccount(customer_id="external:shop:ann")
    found = await shop.run(ledger.account, asked)
    return found.available, found.pending


async def test_points_wait_for_delivery(delivering: World) -> None:
    order = await bought(delivering, "1", 5_000, at=NOON - timedelta(days=3))
    assert await held(delivering) == (0, 50)
    await returned(delivering, order, 1_000)
    for odd in ("external:shop:2", "ord_" + "0" * 32, "nonsense"):
        await deliver(delivering, odd)
    assert await held(delivering) == (0, 40)
    await deliver(delivering, "external:shop:1")
    assert await held(delivering) == (40, 0)
    await returned(delivering, order, 4_000)
    assert await held(delivering) == (0, 0)
    assert await balance(delivering) == 0
    caller = system(delivering.principal.tenant)
    platform = delivering.platform
    assert await platform.run(ledger.verify, ledger.Verify(), caller) == ()


async def test_what_is_delivered_together_comes_free_together(
    delivering: World,
) -> None:
    one = await bought(delivering, "1", 5_000, at=NOON - timedelta(days=3))
    await bought(delivering, "2", 3_000, at=NOON - timedelta(days=2))
    await bought(delivering, "3", 2_000, at=NOON - timedelta(days=2))
    told = [delivery("external:shop:1"), delivery("external:shop:2"), delivery(one.id)]
    rows = [msgspec.to_builtins(each) for each in told]
    await delivering.run(events.record_many, events.RecordMany(events=tuple(rows)))
    assert await held(delivering) == (80, 20)


async def test_what_was_delivered_before_its_order_came_waits_for_nothing(
    delivering: World,
) -> None:
    await deliver(delivering, "external:shop:1")
    withdrawn = await deliver(delivering, "external:shop:2")
    await delivering.run(events.remove, events.Remove(event_id=withdrawn.id))
    order = await bought(delivering, "1", 5_000, at=NOON - timedelta(days=3))
    assert await held(delivering) == (50, 0)
    await bought(delivering, "2", 3_000)
    assert await held(delivering) == (50, 30)
    await returned(delivering, order, 1_000)
    assert await held(delivering) == (40, 30)


async def test_an_order_does_not_slip_past_its_delivery(delivering: World) -> None:
    await bought(delivering, "0", 1_000)  # So that the shop's keys are there.
    platform = delivering.platform
    async with platform.unit(delivering.principal) as unit:
        event = await events.record(unit, delivery("external:shop:1"))
        await earning.settle_events(unit, (event.id,))
        placing = asyncio.create_task(bought(delivering, "1", 5_000))
        done, _ = await asyncio.wait({placing}, timeout=1)
        assert not done
    await placing
    assert await held(delivering) == (50, 10)
