"""How much waits and was given up, looked at now and then for whoever collects it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from prometheus_client import CollectorRegistry, Gauge

from domain import messages, webhooks
from domain.kernel import backlog
from domain.kernel.backlog import Backlog
from domain.kernel.database import Engine
from domain.logs import described

LOOK_S = 15
KINDS: Mapping[str, Callable[[Engine, datetime], Awaitable[Backlog]]] = {
    "news": backlog.news,
    "webhooks": webhooks.backlog,
    "messages": messages.backlog,
}

log = structlog.get_logger()


class BacklogMetrics:
    """What waits of each kind."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Count nothing yet."""
        self.waiting, self.late, self.parked = (
            Gauge(name, told, ("kind",), registry=registry)
            for name, told in (
                ("stamgast_waiting", "What is due and not done."),
                ("stamgast_waiting_seconds", "How long the oldest has been due."),
                ("stamgast_parked", "What was given up: for a person to look at."),
            )
        )


@dataclass(frozen=True, slots=True)
class Lookout:
    """Looks at all backlogs for as long as the process lives."""

    watch: Engine
    clock: Callable[[], datetime]
    metrics: BacklogMetrics

    async def run(self) -> None:
        """Look until told to stop; what cannot be seen now is looked at again."""
        while True:
            (fault,) = await asyncio.gather(self.look(), return_exceptions=True)
            if isinstance(fault, Exception):
                log.warning("backlog_unseen", **described(fault))
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Look once."""
        for kind, count in KINDS.items():
            now = self.clock()
            found = await count(self.watch, now)
            self.metrics.waiting.labels(kind).set(found.waiting)
            self.metrics.late.labels(kind).set(found.late_s(now))
            self.metrics.parked.labels(kind).set(found.parked)
