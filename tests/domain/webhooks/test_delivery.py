"""From what happened to an endpoint that takes it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain import webhooks
from domain.kernel.outbox import outbox as messages
from domain.webhooks import DeliveryState, EndpointState, Fault
from domain.webhooks.tables import webhook_attempts, webhook_deliveries
from tests.domain.webhooks.receiving import (
    Post,
    Receiver,
    deliveries,
    delivery,
    endpoint,
    forget,
    happen,
    standing,
    turn,
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
    sent = await delivery(sandbox, made.id)
    assert (sent.state, sent.attempts, sent.status) == ("delivered", 1, 200)
    assert (sent.settled_at, sent.due_at, sent.fault) == (NOON, None, None)
    found = await sandbox.run(
        webhooks.find_delivery,
        webhooks.FindDelivery(endpoint_id=made.id, event_id=sent.event_id),
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
    await post.tell()
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
    await post.tell("Ann", "Bob", "Eve")
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
    receiver.status = 500
    await post.tell()
    sent = await delivery(sandbox, made.id)
    assert (sent.state, sent.fault, sent.status) == ("waiting", "status", 500)
    assert sent.due_at is not None
    assert NOON + timedelta(seconds=5) <= sent.due_at <= NOON + SOON
    await post.send()  # It is not due yet.
    assert len(receiver.received) == 1
    receiver.status = 204
    await post.send(SOON)
    sent = await delivery(sandbox, made.id)
    assert (sent.state, sent.attempts, sent.fault) == ("delivered", 2, None)
    first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert [row["status"] for row in await sandbox.rows(webhook_attempts)] == [500, 204]


async def test_a_receiver_may_ask_to_be_left_alone(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    receiver.status, receiver.more = 429, "Retry-After: 3600\r\n"
    await post.tell()
    sent = await delivery(sandbox, made.id)
    assert sent.due_at == NOON + timedelta(hours=1)


@pytest.mark.parametrize("status", [301, 307, 308, 400, 404, 503])
async def test_anything_but_2xx_is_a_failure_and_nothing_is_followed(
    sandbox: World, post: Post, receiver: Receiver, status: int
) -> None:
    made = await endpoint(sandbox, receiver.url)
    receiver.status, receiver.more = status, f"Location: {receiver.url}/on\r\n"
    await post.tell()
    assert len(receiver.received) == 1
    sent = await delivery(sandbox, made.id)
    assert (sent.state, sent.status) == ("waiting", status)


async def test_after_three_days_it_is_parked(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    await happen(sandbox)
    receiver.status = 500
    await post.carry()
    await post.send(3 * DAY - timedelta(hours=10))
    sent = await delivery(sandbox, made.id)
    assert sent.state is DeliveryState.WAITING
    await post.send(3 * DAY)
    sent = await delivery(sandbox, made.id)
    assert (sent.state, sent.due_at) == (DeliveryState.PARKED, None)
    await post.send(4 * DAY)
    assert len(receiver.received) == 2


async def test_an_endpoint_that_takes_nothing_for_days_is_disabled_and_that_is_told(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    other = await endpoint(sandbox, receiver.url, "webhook.disabled")
    receiver.status = 500
    await post.tell()
    later = 5 * DAY
    await post.tell("Bob", after=later)
    ended = await standing(sandbox, made.id)
    assert (ended.state, ended.disabled_because) == ("disabled", "failing")
    assert (ended.failing_since, ended.disabled_at) == (NOON, NOON + later)
    receiver.status = 200
    await post.carry(later)
    await post.send(later + timedelta(minutes=10))
    assert receiver.received[-1].told["type"] == "webhook.disabled"
    assert receiver.received[-1].told["data"]["endpoint_id"] == made.id
    assert receiver.received[-1].is_signed_by(other.secret)
    before = len(receiver.received)
    await post.tell("Eve", after=later)
    assert len(receiver.received) == before


async def test_an_endpoint_that_is_gone_is_disabled_at_once(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    receiver.status = 410
    await post.tell()
    ended = await standing(sandbox, made.id)
    assert (ended.state, ended.disabled_because) == ("disabled", "gone")
    receiver.status = 200
    await turn(sandbox, made.id, EndpointState.ACTIVE)
    await post.send(SOON)
    sent = await delivery(sandbox, made.id)
    assert sent.state is DeliveryState.DELIVERED


async def test_one_that_fails_is_tried_with_one_thing_and_rests(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    receiver.status = 500
    await post.tell("Ann", "Bob", "Eve")
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
    sent = await delivery(sandbox, made.id)
    assert (sent.state, sent.attempts) == ("delivered", 2)
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
    sent = await delivery(sandbox, made.id)
    assert (sent.state, sent.fault) == (DeliveryState.PARKED, Fault.FORGOTTEN)
    find = webhooks.FindDelivery(endpoint_id=made.id, event_id=sent.event_id)
    assert (await sandbox.run(webhooks.find_delivery, find)).data is None


async def test_what_waits_for_one_that_is_disabled_is_given_up_in_time(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    await happen(sandbox)
    await post.carry()
    await turn(sandbox, made.id, EndpointState.DISABLED)
    await forget(sandbox, 3 * DAY)
    assert (await delivery(sandbox, made.id)).state is DeliveryState.WAITING
    await forget(sandbox, 3 * DAY + timedelta(minutes=2))
    assert (await delivery(sandbox, made.id)).state is DeliveryState.PARKED


async def test_what_is_seen_of_an_endpoint_has_versions(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    receiver.status = 500
    await post.tell()
    failing = await standing(sandbox, made.id)
    assert (failing.version, failing.failing_since) == (2, NOON)
    receiver.status = 200
    await post.send(SOON)
    works = await standing(sandbox, made.id)
    assert (works.version, works.failing_since) == (3, None)
