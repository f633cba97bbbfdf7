"""The bell: tells whoever carries the news that there is some; nobody waits for it.

It is rung after a commit, and a commit stays what it is if the bell is broken: whoever
carries the news also looks by themselves. So ringing only remembers the tenant, and of
whom there is news; a task beside the requests does the ringing, once for all the news
of a moment.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice

from domain.kernel.access import TenantId
from domain.kernel.events import Event, customers_in

# Where it is heard, of whatever carries sound.
CHANNEL = "stamgast:news"
# Where it is heard of whom there is news: a tenant and customers, between blanks.
LIVE = "stamgast:live"
# Of more than these at once, there is news of everybody.
CUSTOMERS_MAX = 1_000
EVERYBODY = "*"
PAUSE_S = 0.01


async def keep_to_oneself(tenant: TenantId, whom: str) -> None:
    """Tell nobody of whom there is news."""
    del tenant, whom


@dataclass(slots=True)
class Bell:
    """A bell that is rung by `ring`, of which the faults do no harm.

    `tell` says of whom there is news, to those who look at nobody else.
    """

    ring: Callable[[TenantId], Awaitable[object]]
    faults: tuple[type[Exception], ...]
    tell: Callable[[TenantId, str], Awaitable[object]] = keep_to_oneself
    _waiting: dict[TenantId, set[str]] = field(default_factory=dict[TenantId, set[str]])
    _heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, tenant: TenantId, events: Sequence[Event] = ()) -> None:
        """Have a tenant's news announced soon; return at once."""
        whom = self._waiting.setdefault(tenant, set())
        for event in events:
            if len(whom) <= CUSTOMERS_MAX:
                whom.update(islice(customers_in(event), CUSTOMERS_MAX + 1))
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
                tenant, whom = self._waiting.popitem()
                with suppress(*self.faults):
                    await self.ring(tenant)
                    if whom:
                        await self.tell(tenant, _named(whom))
            await asyncio.sleep(PAUSE_S)


def bell_of(
    publish: Callable[[str, str], Awaitable[object]],
    faults: tuple[type[Exception], ...],
) -> Bell:
    """Return a bell that is heard on the channels of whatever publishes messages."""
    return Bell(
        lambda tenant: publish(CHANNEL, str(tenant)),
        faults,
        lambda tenant, whom: publish(LIVE, f"{tenant} {whom}"),
    )


def _named(whom: Collection[str]) -> str:
    return EVERYBODY if len(whom) > CUSTOMERS_MAX else " ".join(sorted(whom))
