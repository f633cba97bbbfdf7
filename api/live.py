"""Of whom there is news: whoever watches a customer is woken when something happens.

Every process that commits tells Valkey of whom (see the kernel's bell), and every
process that serves watchers listens there once, for all of them. What is told is only
that there is something to read; whoever missed it reads again after a while.
"""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

from api import valkey
from api.valkey import FAULTS, Valkey
from domain.kernel import CustomerId, Kind, Refusal, TenantId
from domain.kernel.bell import EVERYBODY

WATCHERS_MAX = 10_000
DEAF_S = 5.0

Watchers: TypeAlias = dict[CustomerId, set[asyncio.Event]]


@dataclass(eq=False)
class TooManyWatchers(Refusal):
    """As many streams are open as this process serves; another may have room."""

    kind = Kind.TOO_MANY
    retryable = True


@dataclass(slots=True)
class Live:
    """Those who watch customers, in this process."""

    watched: dict[TenantId, Watchers] = field(default_factory=dict[TenantId, Watchers])
    count: int = 0
    # Whether all streams are to end, as the process does.
    closing: bool = False

    @contextmanager
    def watching(
        self, tenant: TenantId, customer_id: CustomerId
    ) -> Generator[asyncio.Event]:
        """Give what is set when there may be news of a customer, or refuse."""
        self.refuse_if_full()
        woken = asyncio.Event()
        watchers = self.watched.setdefault(tenant, {})
        watchers.setdefault(customer_id, set()).add(woken)
        self.count += 1
        try:
            yield woken
        finally:
            self.count -= 1
            watchers[customer_id].discard(woken)
            if not watchers[customer_id]:
                del watchers[customer_id]
            if not watchers:
                self.watched.pop(tenant, None)

    def refuse_if_full(self) -> None:
        """Refuse another watcher where there are as many as can be."""
        if self.count >= WATCHERS_MAX:
            raise TooManyWatchers

    def heard(self, told: str) -> None:
        """Wake those who watch whom there is news of; all, if it names nobody."""
        if not told:
            self._wake_all()
            return
        tenant, _, whom = told.partition(" ")
        watchers = self.watched.get(TenantId(UUID(tenant)), {})
        for customer_id in (*watchers,) if whom == EVERYBODY else whom.split(" "):
            for woken in watchers.get(customer_id, ()):
                woken.set()

    def close(self) -> None:
        """Let all streams end."""
        self.closing = True
        self._wake_all()

    async def listen(self, client: Valkey) -> None:
        """Listen for as long as this process serves; again, if Valkey was away."""
        while True:
            try:
                await valkey.hear(client, self.heard)
            except FAULTS:
                await asyncio.sleep(DEAF_S)

    def _wake_all(self) -> None:
        for watchers in self.watched.values():
            for events in watchers.values():
                for woken in events:
                    woken.set()
