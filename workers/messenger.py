"""The messenger: hands messages over for all tenants, a batch of one at a time.

A batch is claimed in a unit. Another one holds its customers, decides, and stays open
while what it admits is handed over: the one place where there is network within a unit,
as whoever says no must be answered either before that or after it (decision 310).
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import structlog

from domain import messages
from domain.consent import ContactChannel
from domain.kernel import Platform, TenantId, system
from domain.kernel.database import Engine
from domain.messages import MessageId, Parcel, Told
from workers.lanes import Lanes
from workers.ports.post import Post

# Nothing more sets out when customers have been held for so long.
HOLD_S = 0.2
# How many messages are handed over at once.
HANDS_MAX = 8
# How many batches of a tenant are under way at once, once it is known to have more.
WAYS = 2
# So many are held for at a time, however slow it is.
BATCH_MIN = 8
# By which part of itself a batch grows, until there is no time for more.
GROWTH = 4
# How long it waits if no provider is there.
REST_S = 1.0

EVERY = frozenset(ContactChannel)

log = structlog.get_logger()


@dataclass(slots=True)
class Pace:
    """How many messages fit into the time for which customers are held.

    And how many are looked at: more than that only where none of them may leave.
    """

    size: int = messages.BATCH_MAX
    # As many times as many are looked at.
    times: int = 1

    @property
    def look(self) -> int:
        """Return at how many messages to look."""
        return min(self.size * self.times, messages.LOOK_MAX)

    def found(self, begun: int) -> None:
        """Look at twice as many the next time if none of these may leave."""
        self.times = 1 if begun else min(self.times * 2, messages.LOOK_MAX)

    def learn(self, parcels: int, left: int) -> None:
        """Take as many as set out the next time, or some more if all of them did.

        `left` is of how many there was no time to hand them over.
        """
        if left:
            self.size = max(parcels - left, BATCH_MIN)
        elif parcels:
            more = self.size + self.size // GROWTH + 1
            self.size = min(more, messages.BATCH_MAX)


@dataclass(frozen=True, slots=True)
class Messenger:
    """Hands over what is due to the customers of all tenants."""

    platform: Platform
    watch: Engine
    post: Post
    public_url: str
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    pace: Pace = field(default_factory=Pace)
    hands: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(HANDS_MAX)
    )

    async def run(self) -> None:
        """Hand over whenever something is due, until told to stop."""
        await Lanes(self._due, self.serve, lambda tenant: tenant, self.woken).run()

    async def serve(self, tenant: TenantId) -> bool:
        """Hand over batches of a tenant's messages; return whether more are due.

        While one is on its way, another is decided. What is due by a channel that is
        not there is due all the same, and waits.
        """
        more = await self.send(tenant)
        if more:
            more = any(await self._send_at_once(tenant))
        if not more and await self.post.open() < EVERY:
            await asyncio.sleep(REST_S)
        return more

    async def _send_at_once(self, tenant: TenantId) -> Sequence[bool]:
        """Hand over several batches; if one fails, the others are ended before."""
        batches = (self.send(tenant) for _ in range(WAYS))
        told = await asyncio.gather(*batches, return_exceptions=True)
        for each in told:
            if isinstance(each, BaseException):
                raise each
        return [each is True for each in told]

    async def send(self, tenant: TenantId) -> bool:
        """Hand over a batch of a tenant's messages; return whether more are due."""
        channels = await self.post.open()
        if not channels:
            await asyncio.sleep(REST_S)
            return True
        claim = messages.ClaimMessages(
            limit=self.pace.size,
            look=self.pace.look,
            channels=tuple(sorted(channels)),
        )
        claimed = await self.platform.perform(
            lambda unit: messages.claim_messages(unit, claim), system(tenant)
        )
        self.pace.found(len(claimed.message_ids))
        if claimed.message_ids:
            await self._hand_over(tenant, claimed.message_ids)
        return claimed.more

    async def _hand_over(self, tenant: TenantId, claimed: Sequence[MessageId]) -> None:
        """Decide, hand over and record in one unit, which is never done again."""
        async with self.platform.unit(system(tenant)) as unit:
            admit = messages.AdmitMessages(
                message_ids=tuple(claimed), public_url=self.public_url
            )
            admitted = await messages.admit_messages(unit, admit)
            told = await self._carried(admitted.parcels)
            record = messages.RecordMessages(rows=admitted.rows, told=told)
            ended = await messages.record_messages(unit, record)
        log.info("messages_sent", tenant=str(tenant), ended=ended.ended)

    async def _carried(self, parcels: Sequence[Parcel]) -> tuple[Told, ...]:
        """Hand parcels over, as many as there is time for; tell what was said."""
        loop = asyncio.get_running_loop()
        until = loop.time() + HOLD_S
        # What goes to a shop itself takes no hand from others, however slow it is.
        own = asyncio.Semaphore(HANDS_MAX)
        # If one fails, none goes on when this unit has ended.
        async with asyncio.TaskGroup() as group:
            handing = [
                group.create_task(
                    self._one(each, until, own if each.posted else self.hands)
                )
                for each in parcels
            ]
        told = [each.result() for each in handing]
        left = sum(each is not None and each.outcome is None for each in told)
        self.pace.learn(len(parcels), left)
        return tuple(each for each in told if each is not None)

    async def _one(
        self, parcel: Parcel, until: float, hands: asyncio.Semaphore
    ) -> Told | None:
        async with hands:
            if asyncio.get_running_loop().time() > until:
                return Told(message_id=parcel.message_id, outcome=None)
            return await self.post.hand_over(parcel)

    async def _due(self, served: Collection[TenantId]) -> Sequence[TenantId]:
        del served
        return await messages.due(self.watch, self.platform.clock())
