"""Somebody who sets points aside and spends them, or does not, whatever is killed.

They ask the domain itself, of a process that is not killed, and ask again until they
are answered; each step has a source of its own, so that it happens once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from random import Random
from typing import TypeVar

import psycopg

from domain import ledger
from domain.kernel import CustomerId, Unit
from domain.kernel.ids import encode, uuid7
from domain.kernel.platform import utc_now
from tests.domain.ledger.books import DAY
from tests.world import World

R = TypeVar("R")

PAUSE_S = 0.1
PATIENCE_S = 300
GIVEN = 100


@dataclass(slots=True, kw_only=True)
class Holder:
    """What customers were given, and what is left of it if all they were told holds."""

    world: World
    chance: Random
    over: asyncio.Event
    left: dict[CustomerId, int] = field(default_factory=dict[CustomerId, int])
    steps: int = 0

    async def live(self) -> None:
        """Give, hold, and confirm or release."""
        for number in count():
            if self.over.is_set():
                return
            who = encode("cus", uuid7())
            amount = self.chance.randint(1, GIVEN)
            given, wanted = _earn(who, number), _hold(who, number, amount)
            await self._insist(partial(ledger.post, postings=[given]))
            (held,) = await self._insist(partial(ledger.hold, wanted=[wanted]))
            end = self.chance.choice([ledger.confirm, ledger.release])
            await self._insist(partial(end, hold_ids=[held.hold_id]))
            self.left[who] = GIVEN - amount if end is ledger.confirm else GIVEN

    async def _insist(self, work: Callable[[Unit], Awaitable[R]]) -> R:
        """Do some work until it is known to be done."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                doing = self.world.platform.perform(work, self.world.principal)
                (answer,) = await asyncio.gather(doing, return_exceptions=True)
                if not isinstance(answer, BaseException):
                    self.steps += 1
                    return answer
                if not isinstance(answer, psycopg.OperationalError):
                    raise answer
                await asyncio.sleep(PAUSE_S)


def _earn(who: CustomerId, number: int) -> ledger.Earn:
    return ledger.Earn(
        customer_id=who,
        unit="points",
        amount=GIVEN,
        source_type="storm",
        source_id=str(number),
        effect="give",
        occurred_at=utc_now(),
    )


def _hold(who: CustomerId, number: int, amount: int) -> ledger.Hold:
    now = utc_now()
    return ledger.Hold(
        customer_id=who,
        unit="points",
        amount=amount,
        source_type="storm",
        source_id=str(number),
        effect="hold",
        occurred_at=now,
        expires_at=now + DAY,
    )
