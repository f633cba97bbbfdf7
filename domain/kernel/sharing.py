"""Sharing: commands of a tenant that come at the same time become one transaction.

To begin, to commit and to speak with PostgreSQL takes longer than most commands do. So
a use case may say how it carries out many at once. Nobody waits for company: who comes
first is carried out at once, and who comes meanwhile shares the next unit. Each is
answered by itself, when its unit is durable, and one that is refused harms no other.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import psycopg
from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

from domain.kernel.access import TenantId
from domain.kernel.errors import Refusal
from domain.kernel.idempotency import Answer
from domain.kernel.use_case import Asked, UseCase

SHARED_MAX = 50
# While PostgreSQL works for one, the next one is made.
UNDERWAY_MAX = 2

Told: TypeAlias = Answer[Any] | Refusal
Carry: TypeAlias = Callable[
    [UseCase[Any, Any], Sequence[Asked[Any]]], Awaitable[Sequence[Told]]
]
# What PostgreSQL undid and said so; of a connection that is lost, nobody knows.
UNDONE = (DeadlockDetected, LockNotAvailable, SerializationFailure)


@dataclass(eq=False, slots=True)
class _Waiting:
    """Somebody who waits for an answer."""

    asked: Asked[Any]
    answer: "asyncio.Future[Told]"

    def tell(self, told: Told | BaseException) -> None:
        """Answer, unless whoever asked has left."""
        if self.answer.done():
            return
        if isinstance(told, BaseException):
            self.answer.set_exception(told)
        else:
            self.answer.set_result(told)


@dataclass(eq=False, slots=True)
class _Lane:
    """Those who wait for the same use case of the same tenant."""

    waiting: deque[_Waiting] = field(default_factory=deque[_Waiting])
    underway: "set[asyncio.Task[None]]" = field(
        default_factory=set["asyncio.Task[None]"]
    )


@dataclass(frozen=True, slots=True)
class Sharing:
    """Brings commands together that come at the same time."""

    lanes: dict[tuple[TenantId, str], _Lane] = field(
        default_factory=dict[tuple[TenantId, str], _Lane]
    )

    async def share(
        self, use_case: UseCase[Any, Any], asked: Asked[Any], carry: Carry
    ) -> Answer[Any]:
        """Carry a command out with whoever comes at the same time, or refuse it."""
        name = asked.principal.tenant, use_case.name
        lane = self.lanes.setdefault(name, _Lane())
        mine = _Waiting(asked, asyncio.get_running_loop().create_future())
        lane.waiting.append(mine)
        if len(lane.underway) < UNDERWAY_MAX:
            task = asyncio.create_task(self._run(name, lane, use_case, carry))
            lane.underway.add(task)
            task.add_done_callback(lane.underway.discard)
        told = await mine.answer
        if isinstance(told, Refusal):
            raise told
        return told

    async def _run(
        self,
        name: tuple[TenantId, str],
        lane: _Lane,
        use_case: UseCase[Any, Any],
        carry: Carry,
    ) -> None:
        """Carry out who waits, until nobody does."""
        while lane.waiting:
            some = min(len(lane.waiting), SHARED_MAX)
            await _carry_out(
                use_case, [lane.waiting.popleft() for _ in range(some)], carry
            )
        if len(lane.underway) == 1:
            self.lanes.pop(name, None)


async def _carry_out(
    use_case: UseCase[Any, Any], waiting: Sequence[_Waiting], carry: Carry
) -> None:
    """Carry out commands together; if that fails and is undone, one by one."""
    asked = [each.asked for each in waiting]
    (told,) = await asyncio.gather(carry(use_case, asked), return_exceptions=True)
    if not isinstance(told, BaseException):
        for each, answer in zip(waiting, told, strict=True):
            each.tell(answer)
    elif len(waiting) > 1 and _is_undone(told):
        for each in waiting:
            await _carry_out(use_case, [each], carry)
    else:
        for each in waiting:
            each.tell(told)


def _is_undone(error: BaseException) -> bool:
    """Tell whether nothing of a failed unit can have happened."""
    if isinstance(error, UNDONE):
        return True
    return isinstance(error, Exception) and not isinstance(
        error, psycopg.OperationalError | psycopg.InterfaceError
    )
