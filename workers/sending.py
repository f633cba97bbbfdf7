"""Sending webhooks: what is due to an endpoint is claimed, posted and written down.

An endpoint has one batch under way at a time, so that one that is slow keeps no other
waiting. No unit is open while anything is on its way.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from time import perf_counter
from typing import Protocol, TypeAlias

import structlog

from domain import webhooks
from domain.kernel import Platform, TenantId, system, tracing
from domain.kernel.database import Engine
from domain.kernel.tracing import Attributes, Side
from domain.webhooks import Batch, EndpointId, Fault, Outcome, Outgoing
from workers.lanes import Lanes
from workers.metrics import SenderMetrics
from workers.ports.guard import ForbiddenAddressError
from workers.ports.http import Answer, UnreachableError

# How many requests an endpoint gets at once, as its server may be a small one.
POSTS_MAX = 8
AGENT = {"content-type": "application/json", "user-agent": "Stamgast-Webhooks/1"}

Lane: TypeAlias = tuple[TenantId, EndpointId]

log = structlog.get_logger()


class Posting(Protocol):
    """Whatever can post something."""

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Post something, and return what was answered."""
        ...


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends what is due to the endpoints of all tenants."""

    platform: Platform
    watch: Engine
    poster: Posting
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    metrics: SenderMetrics = field(default_factory=SenderMetrics)

    async def run(self) -> None:
        """Send whenever something is due, until told to stop."""
        await Lanes(self._due, self._serve, lambda lane: lane[0], self.woken).run()

    async def send_due(self) -> None:
        """Send everything that is due now, and come back when it is sent."""
        while due := await self._due(()):
            for tenant, endpoint in due:
                while await self.send(tenant, endpoint):
                    pass

    async def send(self, tenant: TenantId, endpoint: EndpointId) -> bool:
        """Send a batch to an endpoint; return whether more is due to it."""
        claim = webhooks.Claim(endpoint_id=endpoint)
        batch = await self.platform.perform(
            lambda unit: webhooks.claim(unit, claim), system(tenant)
        )
        if not batch.requests:
            return False
        room = asyncio.Semaphore(POSTS_MAX)
        posting = (self._post(batch, each, room) for each in batch.requests)
        outcomes = tuple(await asyncio.gather(*posting))
        record = webhooks.Record(endpoint_id=endpoint, outcomes=outcomes)
        recorded = await self.platform.perform(
            lambda unit: webhooks.record(unit, record), system(tenant)
        )
        log.info(
            "webhooks_sent",
            tenant=str(tenant),
            endpoint=endpoint,
            sent=len(outcomes),
            failed=sum(each.fault is not None for each in outcomes),
        )
        return recorded.more

    async def _due(self, served: Collection[Lane]) -> Sequence[Lane]:
        del served
        return await webhooks.due(self.watch, self.platform.clock())

    async def _serve(self, lane: Lane) -> bool:
        return await self.send(*lane)

    async def _post(
        self, batch: Batch, request: Outgoing, room: asyncio.Semaphore
    ) -> Outcome:
        told: Attributes = {
            "messaging.message.id": request.event_id,
            "stamgast.endpoint": batch.endpoint_id,
            "stamgast.attempt": request.number,
        }
        with tracing.following(
            request.trace, name="send webhook", attributes=told, side=Side.CLIENT
        ) as span:
            outcome = await self._posted(batch, request, room)
            if outcome.status is not None:
                span.tell({"http.response.status_code": outcome.status})
            if outcome.fault is not None:
                span.tell({"error.type": outcome.fault})
            return outcome

    async def _posted(
        self, batch: Batch, request: Outgoing, room: asyncio.Semaphore
    ) -> Outcome:
        answer: Answer | None = None
        fault: Fault | None = None
        headers = {**AGENT, **request.headers}
        began = 0.0
        try:
            async with room:
                body, began = request.body.encode(), perf_counter()
                answer = await self.poster.post(batch.url, headers, body)
        except TimeoutError:
            fault = Fault.TIMEOUT
        except ForbiddenAddressError:
            fault = Fault.ADDRESS_REFUSED
        except UnreachableError:
            fault = Fault.UNREACHABLE
        if answer is not None and not _is_success(answer.status):
            fault = Fault.STATUS
        self.metrics.posted(fault, perf_counter() - began)
        return Outcome(
            event_id=request.event_id,
            number=request.number,
            ended_at=self.platform.clock(),
            status=None if answer is None else answer.status,
            fault=fault,
            retry_after_s=None if answer is None else answer.retry_after_s,
        )


def _is_success(status: int) -> bool:
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
