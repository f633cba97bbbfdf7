"""Endpoints: what is asked of them, their secrets, and what is sent once more."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain import webhooks
from domain.webhooks import DeliveryState, EndpointState
from domain.webhooks.tables import (
    webhook_deliveries,
    webhook_endpoints,
    webhook_secrets,
)
from tests.domain.ledger.books import at
from tests.domain.webhooks.receiving import (
    NOWHERE,
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

MINUTE = timedelta(minutes=1)


async def test_a_secret_is_sealed_and_shown_once(sandbox: World) -> None:
    made = await endpoint(sandbox)
    assert made.secret.startswith("whsec_")
    (row,) = await sandbox.rows(webhook_secrets)
    assert made.secret.encode() not in row["sealed"]
    assert await standing(sandbox, made.id) == made.endpoint


async def test_a_live_shop_names_no_machine_of_ours(shop: World) -> None:
    with pytest.raises(webhooks.AddressNotAllowed):
        await endpoint(shop, NOWHERE)
    made = await endpoint(shop, "https://shop.example/hook")
    change = webhooks.UpdateEndpoint(endpoint_id=made.id, url=NOWHERE)
    with pytest.raises(webhooks.AddressNotAllowed):
        await shop.run(webhooks.update_endpoint, change)


async def test_events_that_nobody_tells_of_are_refused(sandbox: World) -> None:
    with pytest.raises(webhooks.EventUnknown) as refused:
        await endpoint(sandbox, NOWHERE, "customer.created", "no.such", "tiers.brought")
    assert refused.value.events == ("no.such", "tiers.brought")


async def test_there_are_twenty_endpoints_at_most(sandbox: World) -> None:
    made = [await endpoint(sandbox) for _ in range(20)]
    with pytest.raises(webhooks.TooManyEndpoints):
        await endpoint(sandbox)
    delete = webhooks.DeleteEndpoint(endpoint_id=made[0].id)
    await sandbox.run(webhooks.delete_endpoint, delete)
    await endpoint(sandbox)


async def test_a_change_names_the_version_it_changes(sandbox: World) -> None:
    made = await endpoint(sandbox)
    change = webhooks.UpdateEndpoint(
        endpoint_id=made.id, events=("customer.created",), version=1
    )
    changed = await sandbox.run(webhooks.update_endpoint, change)
    assert (changed.events, changed.version) == (("customer.created",), 2)
    with pytest.raises(webhooks.EndpointChanged):
        await sandbox.run(webhooks.update_endpoint, change)


async def test_both_secrets_sign_until_the_overlap_is_over(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    first = await endpoint(sandbox, receiver.url)
    rotate = webhooks.RotateSecret(endpoint_id=first.id, overlap_s=60)
    second = await sandbox.run(webhooks.rotate_secret, rotate)
    await post.tell()
    (request,) = receiver.received
    assert request.is_signed_by(first.secret)
    assert request.is_signed_by(second.secret)
    await happen(sandbox, "Bob")
    await post.carry()
    await post.send(MINUTE)
    assert not receiver.received[1].is_signed_by(first.secret)
    assert receiver.received[1].is_signed_by(second.secret)
    later = at(sandbox, NOON + MINUTE)
    third = await later.run(webhooks.rotate_secret, replace(rotate, overlap_s=0))
    assert len(await sandbox.rows(webhook_secrets)) == 2
    await happen(sandbox, "Eve")
    await post.carry()
    await post.send(2 * MINUTE)
    assert not receiver.received[2].is_signed_by(second.secret)
    assert receiver.received[2].is_signed_by(third.secret)


async def test_a_ping_is_sent_to_one_endpoint_whatever_it_names(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url, "customer.created")
    await endpoint(sandbox, receiver.url)
    ping = webhooks.PingEndpoint(endpoint_id=made.id)
    sent = await sandbox.run(webhooks.ping_endpoint, ping)
    assert (sent.event, sent.state) == ("webhook.ping", DeliveryState.WAITING)
    await post.carry()
    await post.send()
    (request,) = receiver.received
    assert request.told["data"] == {"endpoint_id": made.id}
    assert request.is_signed_by(made.secret)


async def test_one_thing_is_sent_once_more_under_its_own_id(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    await post.tell()
    sent = await delivery(sandbox, made.id)
    again = webhooks.Replay(endpoint_id=made.id, event_id=sent.event_id)
    for _ in range(2):  # What waits is not sent twice for it.
        waiting = await sandbox.run(webhooks.replay, again)
        assert waiting.state is DeliveryState.WAITING
    await post.send()
    first, second = receiver.received
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    unknown = replace(again, event_id=f"evn_{'0' * 32}")
    with pytest.raises(webhooks.DeliveryNotFound):
        await sandbox.run(webhooks.replay, unknown)


async def test_a_span_of_time_is_sent_once_more_with_what_was_missed(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    await happen(sandbox, "Early")
    made = await endpoint(sandbox, receiver.url, "customer.created")
    await happen(at(sandbox, NOON + MINUTE), "Ann")
    await happen(at(sandbox, NOON + 2 * MINUTE), "Late")
    await post.carry(2 * MINUTE)
    await post.send(2 * MINUTE)
    # The first was there before, and was not carried until the endpoint was.
    assert len(receiver.received) == 3
    span = webhooks.ReplaySpan(endpoint_id=made.id, since=NOON, until=NOON + 2 * MINUTE)
    replayed = await at(sandbox, NOON + 3 * MINUTE).run(webhooks.replay_span, span)
    assert replayed.deliveries == 2
    await post.send(3 * MINUTE)
    assert len(receiver.received) == 5


async def test_what_happened_while_an_endpoint_was_disabled_is_sent_by_a_replay(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    await turn(sandbox, made.id, EndpointState.DISABLED)
    await happen(sandbox)
    await post.carry()
    span = webhooks.ReplaySpan(endpoint_id=made.id, since=NOON, until=NOON + MINUTE)
    with pytest.raises(webhooks.EndpointDisabled):
        await sandbox.run(webhooks.replay_span, span)
    ping = webhooks.PingEndpoint(endpoint_id=made.id)
    with pytest.raises(webhooks.EndpointDisabled):
        await sandbox.run(webhooks.ping_endpoint, ping)
    await turn(sandbox, made.id, EndpointState.ACTIVE)
    replayed = await sandbox.run(webhooks.replay_span, span)
    assert replayed.deliveries > 0
    await post.send()
    assert len(receiver.received) == replayed.deliveries
    parked = replace(span, state=DeliveryState.PARKED)
    assert (await sandbox.run(webhooks.replay_span, parked)).deliveries == 0


async def test_a_deleted_endpoint_is_sent_nothing_and_forgotten_with_its_log(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    made = await endpoint(sandbox, receiver.url)
    await happen(sandbox)
    await post.carry()
    delete = webhooks.DeleteEndpoint(endpoint_id=made.id, version=1)
    await sandbox.run(webhooks.delete_endpoint, delete)
    await post.tell("Bob")
    assert receiver.received == []
    assert await sandbox.rows(webhook_secrets) == []
    with pytest.raises(webhooks.EndpointNotFound):
        await standing(sandbox, made.id)
    await forget(sandbox, timedelta(days=31))
    for table in (webhook_deliveries, webhook_endpoints):
        assert await sandbox.rows(table) == []


async def test_eight_at_once_get_a_secret_each_and_every_news_a_number(
    sandbox: World,
) -> None:
    made = await endpoint(sandbox)
    rotate = webhooks.RotateSecret(endpoint_id=made.id)
    ping = webhooks.PingEndpoint(endpoint_id=made.id)
    secrets = await asyncio.gather(
        *(sandbox.run(webhooks.rotate_secret, rotate) for _ in range(8))
    )
    assert len({each.secret for each in secrets}) == 8
    await asyncio.gather(*(sandbox.run(webhooks.ping_endpoint, ping) for _ in range(8)))
    found = await deliveries(sandbox, made.id)
    assert sorted(each.sequence for each in found) == list(range(1, 9))
