"""What led to what is told across processes; what anybody told us is not."""

import sys
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanContext

from api.app import app
from domain import traces
from domain.kernel import tracing
from domain.kernel.database import Engine
from domain.kernel.outbox import outbox
from domain.settings import Settings
from tests.workers import sample
from tests.workers.sample import bake
from tests.world import World, issue_key, open_shop
from workers import queue
from workers.queue import Queue
from workers.react import Reactor
from workers.relay import Relay
from workers.schedule import Schedule, Sweep
from workers.subscriptions import SUBSCRIPTIONS

TRACE = "0af7651916cd43dd8448eb211c80319c"
BEFORE = "b7ad6b7169203331"
ORDER = {
    "external_id": "1",
    "occurred_at": "2030-01-01T11:00:00Z",
    "currency": "EUR",
    "guest_email": "Ann.Regular@example.com",
    "lines": [{"product_id": "tea", "quantity": 1, "unit_price": 900}],
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What was written down."""

    exporter: InMemorySpanExporter

    def spans(self, *starting: str) -> list[ReadableSpan]:
        found = self.exporter.get_finished_spans()
        return [each for each in found if each.name.startswith(starting)]


@contextmanager
def watching() -> Generator[Seen]:
    provider, seen = TracerProvider(), Seen(InMemorySpanExporter())
    provider.add_span_processor(SimpleSpanProcessor(seen.exporter))
    with tracing.traced_by(traces.tracer(provider)):
        yield seen
    provider.shutdown()


def context(span: ReadableSpan) -> SpanContext:
    assert span.context is not None
    return span.context


@pytest.fixture
async def bell(queue_url: str) -> AsyncIterator[Queue]:
    client = queue.connect(queue_url)
    yield client
    await client.aclose()


async def test_an_order_is_followed_from_its_request_to_whoever_reacts(
    world: World, watch: Engine, bell: Queue, queue_url: str
) -> None:
    shop = await open_shop(world)
    key = (await issue_key(shop)).secret
    reactor = Reactor(shop.platform, SUBSCRIPTIONS)
    relay = Relay(shop.platform, watch, bell, reactor)
    with watching() as seen:
        transport = ASGITransport(app(shop.platform))
        async with AsyncClient(transport=transport, base_url="http://s.test") as client:
            answer = await client.post(
                "/v1/orders",
                json=ORDER,
                headers={
                    "Authorization": f"Bearer {key}",
                    "traceparent": f"00-{TRACE}-{BEFORE}-01",
                },
            )
        assert answer.status_code == 201
        while await relay.carry():
            pass
        worker = queue.worker(queue_url, reactor.react, burst=True)
        await worker.main()
        await worker.close()
    path = seen.spans("POST", "orders.record", "relay orders.rec", "react orders.rec")
    path += seen.spans("messages.enter_by_orders")
    assert {format(context(each).trace_id, "032x") for each in path} == {TRACE}
    by_id = {context(each).span_id: each.name for each in path}
    led = {
        each.name: by_id.get(each.parent.span_id, "the caller")
        for each in path
        if each.parent is not None
    }
    assert led == {
        "POST /v1/orders": "the caller",
        "orders.record": "POST /v1/orders",
        "orders.record, shared": "orders.record",
        "relay orders.recorded": "orders.record, shared",
        "react orders.recorded": "orders.record, shared",
        "messages.enter_by_orders": "react orders.recorded",
    }
    (asked,) = seen.spans("POST")
    told: Any = dict(asked.attributes or {})
    assert told.pop("stamgast.request") == answer.headers["X-Request-Id"]
    assert told == {
        "http.request.method": "POST",
        "http.route": "/v1/orders",
        "http.response.status_code": 201,
        "stamgast.tenant": str(shop.principal.tenant),
    }
    # Nothing that anybody told us.
    written = "".join(each.to_json() for each in seen.spans("")).lower()
    assert "regular" not in written
    assert key.lower() not in written


async def test_a_sweep_begins_a_trace_and_what_it_leads_to_goes_on_from_there(
    shop: World, watch: Engine
) -> None:
    sweep = Sweep(use_case=sample.eat, command=sample.Loaves(loaves=3), every_s=60)
    tenant = shop.principal.tenant
    with watching() as seen:
        await Schedule(shop.platform, watch, (sweep,)).run_for(sweep, tenant)
    (swept,) = seen.spans("sweep workers.eat")
    assert swept.parent is None
    assert dict(swept.attributes or {}) == {"stamgast.tenant": str(tenant)}
    news = [row["trace"] for row in await shop.rows(outbox) if row["trace"]]
    assert [each.split("-")[1] for each in news] == [
        format(context(swept).trace_id, "032x")
    ]


async def test_what_fails_is_told_by_its_kind_and_not_by_its_words(
    world: World,
) -> None:
    reactor = Reactor(world.platform, sample.SUBSCRIPTIONS)
    sample.bad.add(7)
    with watching() as seen:
        message_id = await bake(world, 7)
        with pytest.raises(ExceptionGroup):
            await reactor.react(world.principal.tenant, message_id)
    sample.bad.clear()
    (failed,) = seen.spans("react bread.baked")
    assert (failed.attributes or {})["error.type"] == "ExceptionGroup"
    assert (failed.status.description, failed.events) == (None, ())
    # Nobody asked for it, so it is a beginning.
    assert failed.parent is None


async def test_commands_that_share_a_unit_are_all_told_to_have_led_to_it() -> None:
    with watching() as seen:
        places: list[str | None] = [None]
        for each in ("one", "two"):
            with tracing.span(each):
                places.append(tracing.here())
        with tracing.following(*places, name="shared"):
            pass
    (shared,) = seen.spans("shared")
    one, two = seen.spans("one", "two")
    assert shared.parent is not None
    assert shared.parent.span_id == context(one).span_id
    assert [each.context.span_id for each in shared.links] == [context(two).span_id]


async def test_where_nobody_traces_news_carries_nothing(world: World) -> None:
    await bake(world, 1)
    assert [row["trace"] for row in await world.rows(outbox)] == [None]
    with tracing.following(f"00-{TRACE}-{BEFORE}-01", name="nothing") as span:
        span.tell({"nobody": "hears"})
        assert tracing.here() is None


def test_traces_go_where_the_environment_says_and_end_with_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = {
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "STAMGAST_MASTER_KEY": "A" * 43 + "=",
        # Discard: what is sent there is refused at once.
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9/",
    }
    settings = Settings.of(given)
    assert settings.traces_to == "http://127.0.0.1:9"
    with traces.traced(settings, "api"), tracing.span("nothing"):
        here = tracing.here()
    assert here is not None
    assert tracing.here() is None
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(traces.TracesMissingError), traces.traced(settings, "api"):
        pass
