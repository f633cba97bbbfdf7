"""The relay's process sends what it has written down, and nobody waits for another."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from math import ceil

import pytest
from opentelemetry.trace import SpanKind
from structlog.testing import capture_logs

from domain import customers, privacy
from domain.kernel import system, tracing
from domain.kernel.database import Engine
from domain.privacy import CustomerErased
from domain.webhooks import FindPropagated, find_propagated, rules
from domain.webhooks.propagating import propagation
from tests.domain.privacy.erasing import at_once, destroyed, shredded
from tests.domain.webhooks.receiving import (
    Post,
    Receiver,
    deliveries,
    endpoint,
    happen,
)
from tests.waiting import until
from tests.workers.test_traces import context, watching
from tests.world import NOON, World
from workers import queue
from workers.ports.http import REQUEST_S, Answer
from workers.react import Reactor
from workers.relay import Relay
from workers.sending import POSTS_MAX, Sender

ANN, BOB, EVE = (f"cus_{each * 32}" for each in "123")


async def erased(world: World) -> None:
    """Tell that Ann and Bob were erased."""
    async with world.platform.unit(world.principal) as unit:
        for whom in (ANN, BOB):
            unit.emit(
                CustomerErased(
                    request_id=f"avr_{'1' * 32}", customer_id=whom, erased_at=NOON
                )
            )


async def known(world: World) -> Mapping[str, tuple[bool, int, int, int, bool]]:
    """Return how far the news of each erasure got."""
    async with world.platform.unit(world.principal, read_only=True) as unit:
        found = await propagation(unit, [ANN, BOB, EVE])
    return {
        whom: (it.distributed, it.waiting, it.delivered, it.parked, it.is_over)
        for whom, it in found.items()
    }


def test_a_claim_holds_for_longer_than_its_batch_may_take() -> None:
    rounds = ceil(rules.BATCH / POSTS_MAX)
    assert timedelta(seconds=rounds * REQUEST_S) < rules.CLAIMED_FOR


async def test_what_the_relay_carries_is_sent_at_once(
    sandbox: World, post: Post, receiver: Receiver, watch: Engine
) -> None:
    await endpoint(sandbox, receiver.url)
    away = queue.connect("redis://127.0.0.1:1")
    sender = Sender(sandbox.platform, watch, post.poster)
    reactor = Reactor(sandbox.platform, ())
    relay = Relay(sandbox.platform, watch, away, reactor, sender.woken)
    running = [asyncio.create_task(each.run()) for each in (sender, relay)]
    await happen(sandbox)
    await until(lambda: bool(receiver.received))
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    await away.aclose()


async def test_a_post_is_part_of_the_trace_that_led_to_it(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    await endpoint(sandbox, receiver.url)
    receiver.status = 500
    with watching() as seen, tracing.span("asked"):
        await happen(sandbox)
        await post.carry()
        await post.send()
    (asked,) = seen.spans("asked")
    (sent,) = [
        each
        for each in seen.spans("send")
        if context(each).trace_id == context(asked).trace_id
    ]
    assert sent.kind is SpanKind.CLIENT
    told = dict(sent.attributes or {})
    assert told["http.response.status_code"] == 500
    assert (told["error.type"], told["stamgast.attempt"]) == ("status", 1)


class Broken:
    """A way out that fails in a way that nobody foresaw."""

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        raise ZeroDivisionError(url, headers, body)


async def test_what_is_sent_is_counted_by_what_became_of_it(
    sandbox: World, post: Post, receiver: Receiver, watch: Engine
) -> None:
    sender = Sender(sandbox.platform, watch, post.poster)
    count = sender.metrics.registry.get_sample_value
    for status in (200, 500):
        made = await endpoint(sandbox, receiver.url)
        await happen(sandbox)
        await post.carry()
        receiver.status = status
        await sender.send(sandbox.principal.tenant, made.endpoint.id)
    posts = "stamgast_webhook_posts_total"
    assert count(posts, {"outcome": "delivered"}) == 1
    assert count(posts, {"outcome": "status"}) == 1
    assert count("stamgast_webhook_post_seconds_count") == 2


async def test_what_goes_wrong_in_sending_is_written_down_without_words(
    sandbox: World, post: Post, watch: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.lanes.PAUSE_S", 0.01)
    made = await endpoint(sandbox)
    await happen(sandbox)
    await post.carry()
    sender = Sender(sandbox.platform, watch, Broken())
    with capture_logs() as logs:
        running = asyncio.create_task(sender.run())
        await until(lambda: any(each["event"] == "sending_failed" for each in logs))
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    (failed,) = [
        each
        for each in logs
        if each["event"] == "sending_failed"
        and each["tenant"] == str(sandbox.principal.tenant)
    ]
    assert "127.0.0.1" not in str(failed)
    (delivery,) = await deliveries(sandbox, made.id)
    assert (delivery.state, delivery.attempts) == ("waiting", 1)


async def test_an_erasure_is_propagated_when_every_endpoint_has_taken_it(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    for _ in range(2):
        await endpoint(sandbox, receiver.url, "customer.erased")
    await endpoint(sandbox, receiver.url, "customer.created")
    assert await known(sandbox) == {}
    await erased(sandbox)
    both = dict.fromkeys((ANN, BOB), (False, 0, 0, 0, False))
    assert await known(sandbox) == both
    receiver.status = 500
    await post.carry()
    await post.send()
    assert await known(sandbox) == dict.fromkeys(both, (True, 2, 0, 0, False))
    receiver.status = 200
    await post.send(timedelta(minutes=1))
    assert await known(sandbox) == dict.fromkeys(both, (True, 0, 2, 0, True))


async def test_an_erasure_that_an_endpoint_never_takes_is_over_too(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    await endpoint(sandbox, receiver.url, "customer.erased")
    await erased(sandbox)
    receiver.status = 500
    await post.carry()
    for days in (0, 3, 4):
        await post.send(timedelta(days=days))
    both = dict.fromkeys((ANN, BOB), (True, 0, 0, 1, True))
    assert await known(sandbox) == both


async def test_an_erasure_that_nobody_wants_to_know_of_is_propagated_at_once(
    sandbox: World, post: Post
) -> None:
    await erased(sandbox)
    await post.carry()
    both = dict.fromkeys((ANN, BOB), (True, 0, 0, 0, True))
    assert await known(sandbox) == both


async def test_who_was_erased_is_certified_when_nobody_is_left_to_be_told(
    sandbox: World, post: Post, receiver: Receiver
) -> None:
    async def over() -> privacy.CertifySome | None:
        caller = system(sandbox.principal.tenant)
        command = FindPropagated()
        return await sandbox.platform.run(find_propagated, command, caller)

    await endpoint(sandbox, receiver.url, "customer.erased")
    ann = await sandbox.run(customers.create, customers.Create(email="ann@x.nl"))
    request = await at_once(sandbox, ann.id)
    assert await over() is None
    assert await destroyed(sandbox) == 1
    await shredded(sandbox)
    assert await over() is None
    await post.carry()
    assert await over() is None
    await post.send()
    told = privacy.Told(request_id=request.id, reached=1, unreached=0)
    assert await over() == privacy.CertifySome(told=(told,))
