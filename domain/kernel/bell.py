"""The bell: tells whoever carries the news that there is some; nobody waits for it.

It is rung after a commit, and a commit stays what it is if the bell is broken: whoever
carries the news also looks by themselves. So ringing only remembers the tenant; a task
beside the requests does the ringing, once for all the news of a moment.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from domain.kernel.access import TenantId

# Where it is heard, of whatever carries sound.
CHANNEL = "stamgast:news"
PAUSE_S = 0.01


@dataclass(slots=True)
class Bell:
    """A bell that is rung by `ring`, of which the faults do no harm."""

    ring: Callable[[TenantId], Awaitable[object]]
    faults: tuple[type[Exception], ...]
    _waiting: set[TenantId] = field(default_factory=set[TenantId])
    _heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, tenant: TenantId) -> None:
        """Have a tenant's news announced soon; return at once."""
        self._waiting.add(tenant)
        self._heard.set()

    @asynccontextmanager
    async def hung(self) -> AsyncGenerator[None]:
        """Ring for as long as this is open."""
        task = asyncio.create_task(self._run())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await self._heard.wait()
            self._heard.clear()
            while self._waiting:
                with suppress(*self.faults):
                    await self.ring(self._waiting.pop())
            await asyncio.sleep(PAUSE_S)
