"""Lanes: work that is due for many, done a batch at a time, one batch at once for each.

So that one who is slow keeps no other waiting. It is woken by news, and looks by itself
now and then.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Generic, TypeVar

import structlog

from domain.kernel import TenantId
from domain.logs import described

K = TypeVar("K", bound=Hashable)

PAUSE_S = 1.0
LANES_MAX = 50

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Lanes(Generic[K]):
    """Serves whoever is due until nothing is; what goes wrong is written down."""

    due: Callable[[Collection[K]], Awaitable[Sequence[K]]]
    # Does one batch; tells whether more is due to the same.
    serve: Callable[[K], Awaitable[bool]]
    # Whose it is, to write down what goes wrong.
    owner: Callable[[K], TenantId]
    woken: asyncio.Event
    _at_work: set[K] = field(default_factory=set[K])
    # When each of those that are still due had its last turn.
    _turns: dict[K, float] = field(default_factory=dict[K, float])

    async def run(self) -> None:
        """Serve whenever something is due, until told to stop."""
        async with asyncio.TaskGroup() as group:
            while True:
                self.woken.clear()
                found = await self.due(self._at_work)
                for each in self._next(found)[: LANES_MAX - len(self._at_work)]:
                    self._at_work.add(each)
                    group.create_task(self._serve(each))
                await self._sleep()

    def _next(self, found: Sequence[K]) -> list[K]:
        """Return who is free, those first whose turn was longest ago."""
        free = [each for each in found if each not in self._at_work]
        for gone in self._turns.keys() - set(free):
            del self._turns[gone]
        return sorted(free, key=lambda each: self._turns.get(each, 0.0))

    async def _serve(self, each: K) -> None:
        more = True
        while more:
            (served,) = await asyncio.gather(self.serve(each), return_exceptions=True)
            # If every lane is taken, somebody may wait for one.
            more = served is True and len(self._at_work) < LANES_MAX
            if isinstance(served, Exception):
                tenant = str(self.owner(each))
                log.error("sending_failed", tenant=tenant, **described(served))
                await asyncio.sleep(PAUSE_S)
        self._at_work.discard(each)
        self._turns[each] = monotonic()
        self.woken.set()

    async def _sleep(self) -> None:
        try:
            async with asyncio.timeout(PAUSE_S):
                await self.woken.wait()
        except TimeoutError:
            return
