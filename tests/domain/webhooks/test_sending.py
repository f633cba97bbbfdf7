"""The relay's process sends what it has written down, and nobody waits for another."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from domain.kernel import Event
from domain.kernel.database import Engine
from domain.webhooks import propagation
from tests.domain.webhooks.receiving import (
    Post,
    Receiver,
    deliveries,
    endpoint,
    happen,
)
from tests.world import World
from workers import queue
from workers.ports.http import Answer
from workers.react import Reactor
from workers.relay import Relay
from workers.sending import Sender

ANN = f"cus_{'1' * 32}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerErased(Event):
    """What erasure tells, as webhooks know it."""

    name = "customer.erased"
    customer_id: str


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
    async with asyncio.timeout(10):
        while not receiver.received:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    await away.aclose()


class Broken:
    """A way out that fails in a way that nobody foresaw."""

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        raise ZeroDivisionError(url, headers, body)


async def test_what_goes_wrong_in_sending_is_written_down_without_words(
    sandbox: World, post: Post, watch: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.sending.PAUSE_S", 0.01)
    made = await endpoint(sandbox)
    await happen(sandbox)
    await post.carry()
    sender = Sender(sandbox.platform, watch, Broken())
    with capture_logs() as logs:
        running = asyncio.create_task(sender.run())
        async with asyncio.timeout(10):
            while not any(each["event"] == "sending_failed" for each in logs):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
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
    sandbox: World,
    post: Post,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = {"customer.erased", "customer.created", "webhook.disabled"}
    monkeypatch.setattr("domain.webhooks.catalogue.NAMES", frozenset(names))
    for _ in range(2):
        await endpoint(sandbox, receiver.url, "customer.erased")
    await endpoint(sandbox, receiver.url, "customer.created")

    async def known() -> tuple[bool, int, int, int, bool] | None:
        async with sandbox.platform.unit(sandbox.principal, read_only=True) as unit:
            it = await propagation(unit, ANN)
        if it is None:
            return None
        return it.distributed, it.waiting, it.delivered, it.parked, it.is_complete

    assert await known() is None
    async with sandbox.platform.unit(sandbox.principal) as unit:
        unit.emit(CustomerErased(customer_id=ANN))
    assert await known() == (False, 0, 0, 0, False)
    receiver.status = 500
    await post.carry()
    await post.send()
    assert await known() == (True, 2, 0, 0, False)
    receiver.status = 200
    await post.send(timedelta(seconds=10))
    assert await known() == (True, 0, 2, 0, True)


async def test_an_erasure_that_nobody_wants_to_know_of_is_propagated_at_once(
    sandbox: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = frozenset({"customer.erased"})
    monkeypatch.setattr("domain.webhooks.catalogue.NAMES", names)
    async with sandbox.platform.unit(sandbox.principal) as unit:
        unit.emit(CustomerErased(customer_id=ANN))
    await post.carry()
    async with sandbox.platform.unit(sandbox.principal, read_only=True) as unit:
        it = await propagation(unit, ANN)
    assert it is not None
    assert it.is_complete
