"""From what happened to an endpoint that takes it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain import webhooks
from domain.kernel.outbox import outbox as messages
from domain.webhooks import DeliveryState, EndpointState, Fault
from domain.webhooks.tables import webhook_attempts, webhook_deliveries
from tests.domain.ledger.books import at
from tests.domain.webhooks.receiving import (
    Post,
    Receiver,
    deliveries,
    endpoint,
    happen,
)
from tests.world import NOON, World

SOON = timedelta(seconds=10)
DAY = timedelta(days=1)


async def test_what_happened_is_sent_once_and_signed(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    ann = await happen(sandbox)
    await post.carry()
    await post.carry()
    await post.send()
    await post.send()
    (request,) = receiver.received
    (message,) = [
        m for m in await sandbox.rows(messages) if m["payload"] == {"customer_id": ann}
    ]
    assert request.told == {
        "id": message["id"],
        "type": "customer.created",
        "timestamp": "2030-01-01T12:00:00Z",
        "sequence": 1,
        "data": {"customer_id": ann},
    }
    assert request.headers["webhook-id"] == message["id"]
    assert request.headers["webhook-timestamp"] == str(int(NOON.timestamp()))
    assert request.headers["content-type"] == "application/json"
    assert request.is_signed_by(made.secret)
    (delivery,) = await deliveries(sandbox, made.id)
    assert (delivery.state, delivery.attempts, delivery.status) == ("delivered", 1, 200)
    assert (delivery.settled_at, delivery.due_at, delivery.fault) == (NOON, None, None)
    found = await sandbox.run(
        webhooks.find_delivery,
        webhooks.FindDelivery(endpoint_id=made.id, event_id=delivery.event_id),
    )
    (attempt,) = found.attempts
    assert attempt == webhooks.Attempt(
        number=1, began_at=NOON, ended_at=NOON, status=200, fault=None
    )
    assert found.data == {"customer_id": ann}


async def test_an_endpoint_is_sent_the_events_that_it_names(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    await endpoint(sandbox, receiver.url, "customer.updated", "orders.recorded")
    await happen(sandbox)
    await post.carry()
    await post.send()
    assert receiver.received == []


async def test_whoever_asks_for_nothing_costs_nothing(
    sandbox: World, post: Post
) -> None:
    await happen(sandbox)
    await post.carry()
    assert await sandbox.rows(webhook_deliveries) == []
    assert {row["done_at"] for row in await sandbox.rows(messages)} == {NOON}


async def test_all_that_two_endpoints_want_is_numbered_for_each(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    first = await endpoint(sandbox, receiver.url)
    second = await endpoint(sandbox, receiver.url, "customer.created")
    for name in ("Ann", "Bob", "Eve"):
        await happen(sandbox, name)
    await post.carry()
    await post.send()
    for made in (first, second):
        found = await deliveries(sandbox, made.id)
        assert sorted(each.sequence for each in found) == [1, 2, 3]
        assert {each.state for each in found} == {DeliveryState.DELIVERED}
        mine = [
            each.told["sequence"]
            for each in receiver.received
            if each.is_signed_by(made.secret)
        ]
        assert sorted(mine) == [1, 2, 3]


async def test_what_fails_is_tried_again_and_the_attempts_are_written_down(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    await happen(sandbox)
    receiver.status = 500
    await post.carry()
    await post.send()
    (delivery,) = await deliveries(sandbox, made.id)
    assert (delivery.state, delivery.fault, delivery.status) == (
        "waiting",
        "status",
        500,
    )
    assert delivery.due_at is not None
    assert NOON + timedelta(seconds=5) <= delivery.due_at <= NOON + SOON
    await post.send()  # It is not due yet.
    assert len(receiver.received) == 1
    receiver.status = 204
    await post.send(SOON)
    (delivery,) = await deliveries(sandbox, made.id)
    assert (delivery.state, delivery.attempts, delivery.fault) == ("delivered", 2, None)
    first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert [row["status"] for row in await sandbox.rows(webhook_attempts)] == [500, 204]


async def test_a_receiver_may_ask_to_be_left_alone(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    await happen(sandbox)
    receiver.status, receiver.more = 429, "Retry-After: 3600\r\n"
    await post.carry()
    await post.send()
    (delivery,) = await deliveries(sandbox, made.id)
    assert delivery.due_at == NOON + timedelta(hours=1)


@pytest.mark.parametrize("status", [301, 307, 308, 400, 404, 503])
async def test_anything_but_2xx_is_a_failure_and_nothing_is_followed(
    sandbox: World, post: Post, receiver: Receiver, status: int
) -> None:
    made = await endpoint(sandbox, receiver.url)
    await happen(sandbox)
    receiver.status, receiver.more = status, f"Location: {receiver.url}/on\r\n"
    await post.carry()
    await post.send()
    assert len(receiver.received) == 1
    (delivery,) = await deliveries(sandbox, made.id)
    assert (delivery.state, delivery.status) == ("waiting", status)


async def test_after_three_days_it_is_parked(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    await happen(sandbox)
    receiver.status = 500
    await post.carry()
    await post.send(3 * DAY - timedelta(hours=10))
    (delivery,) = await deliveries(sandbox, made.id)
    assert delivery.state is DeliveryState.WAITING
    await post.send(3 * DAY)
    (delivery,) = await deliveries(sandbox, made.id)
    assert (delivery.state, delivery.due_at) == (DeliveryState.PARKED, None)
    await post.send(4 * DAY)
    assert len(receiver.received) == 2


async def test_an_endpoint_that_takes_nothing_for_days_is_disabled_and_that_is_told(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    other = await endpoint(sandbox, receiver.url, "webhook.disabled")
    receiver.status = 500
    await happen(sandbox)
    await post.carry()
    await post.send()
    later = 5 * DAY
    await happen(sandbox, "Bob")
    await post.carry(later)
    await post.send(later)
    find = webhooks.FindEndpoint(endpoint_id=made.id)
    found = await sandbox.run(webhooks.find_endpoint, find)
    assert (found.state, found.disabled_because) == ("disabled", "failing")
    assert (found.failing_since, found.disabled_at) == (NOON, NOON + later)
    receiver.status = 200
    await post.carry(later)
    await post.send(later + timedelta(minutes=10))
    assert receiver.received[-1].told["type"] == "webhook.disabled"
    assert receiver.received[-1].told["data"]["endpoint_id"] == made.id
    assert receiver.received[-1].is_signed_by(other.secret)
    before = len(receiver.received)
    await happen(sandbox, "Eve")
    await post.carry(later)
    await post.send(later)
    assert len(receiver.received) == before


async def test_an_endpoint_that_is_gone_is_disabled_at_once(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    await happen(sandbox)
    receiver.status = 410
    await post.carry()
    await post.send()
    find = webhooks.FindEndpoint(endpoint_id=made.id)
    found = await sandbox.run(webhooks.find_endpoint, find)
    assert (found.state, found.disabled_because) == ("disabled", "gone")
    enable = webhooks.UpdateEndpoint(endpoint_id=made.id, state=EndpointState.ACTIVE)
    receiver.status = 200
    await sandbox.run(webhooks.update_endpoint, enable)
    await post.send(SOON)
    (delivery,) = await deliveries(sandbox, made.id)
    assert delivery.state is DeliveryState.DELIVERED


async def test_one_that_fails_is_tried_with_one_thing_and_rests(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    for name in ("Ann", "Bob", "Eve"):
        await happen(sandbox, name)
    receiver.status = 500
    await post.carry()
    await post.send()
    assert len(receiver.received) == 3
    await post.send(timedelta(seconds=8))
    assert len(receiver.received) == 4
    await post.send(timedelta(seconds=9))
    assert len(receiver.received) == 4
    receiver.status = 200
    await post.send(timedelta(minutes=1))
    found = await deliveries(sandbox, made.id)
    assert {each.state for each in found} == {DeliveryState.DELIVERED}


async def test_what_was_claimed_and_never_recorded_is_sent_again(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    await happen(sandbox)
    await post.carry()
    tenant = sandbox.principal.tenant

    async def claimed(world: World) -> webhooks.Batch:
        return await world.platform.perform(
            lambda unit: webhooks.claim(unit, webhooks.Claim(endpoint_id=made.id)),
            replace(world.principal, tenant=tenant),
        )

    batches = await asyncio.gather(*(claimed(sandbox) for _ in range(8)))
    assert sorted(len(each.requests) for each in batches) == [0] * 7 + [1]
    await post.send()
    assert receiver.received == []
    await post.send(timedelta(seconds=61))
    (delivery,) = await deliveries(sandbox, made.id)
    assert (delivery.state, delivery.attempts) == ("delivered", 2)
    first, second = await sandbox.rows(webhook_attempts)
    assert (first["ended_at"], second["status"]) == (None, 200)


async def test_what_is_erased_before_it_is_sent_is_not_sent(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    await happen(sandbox)
    await post.carry()
    async with sandbox.platform.unit(sandbox.principal) as unit:
        unit.write(messages.delete())
    await post.send()
    assert receiver.received == []
    (delivery,) = await deliveries(sandbox, made.id)
    assert (delivery.state, delivery.fault) == (DeliveryState.PARKED, Fault.FORGOTTEN)
    find = webhooks.FindDelivery(endpoint_id=made.id, event_id=delivery.event_id)
    assert (await sandbox.run(webhooks.find_delivery, find)).data is None


async def test_what_waits_for_one_that_is_disabled_is_given_up_in_time(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    await happen(sandbox)
    await post.carry()
    disable = webhooks.UpdateEndpoint(endpoint_id=made.id, state=EndpointState.DISABLED)
    await sandbox.run(webhooks.update_endpoint, disable)

    async def swept(after: timedelta) -> DeliveryState:
        later = at(sandbox, NOON + after)
        sweep = webhooks.ForgetDeliveries()
        await later.platform.perform(
            lambda unit: webhooks.forget_deliveries(unit, sweep), later.principal
        )
        (delivery,) = await deliveries(sandbox, made.id)
        return delivery.state

    assert await swept(3 * DAY) is DeliveryState.WAITING
    assert await swept(3 * DAY + timedelta(minutes=2)) is DeliveryState.PARKED


async def test_what_is_seen_of_an_endpoint_has_versions(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    find = webhooks.FindEndpoint(endpoint_id=made.id)
    await happen(sandbox)
    await post.carry()
    receiver.status = 500
    await post.send()
    failing = await sandbox.run(webhooks.find_endpoint, find)
    assert (failing.version, failing.failing_since) == (2, NOON)
    receiver.status = 200
    await post.send(SOON)
    works = await sandbox.run(webhooks.find_endpoint, find)
    assert (works.version, works.failing_since) == (3, None)
