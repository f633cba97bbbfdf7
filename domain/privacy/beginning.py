"""Beginning an answer: who waits longest is next; and how far it is, while it is made.

An answer is made in three steps: begin (a unit, which says so), collect (a unit that
only reads, at one instant), keep (another). How far it is, a fourth writes down.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from domain.kernel import Unit, writes
from domain.privacy import rules, store
from domain.privacy.asking import save
from domain.privacy.requests import RequestId, RequestState

# Whoever collects says every second how far it is; silent for so long, it is dead.
SILENT = timedelta(minutes=5)
NOT_ALL = 99


@dataclass(slots=True)
class Gauge:
    """How many rows of an answer are written down, of how many; it grows meanwhile."""

    rows: int = 0
    of: int = 0

    @property
    def percent(self) -> int:
        """Return how much of it is done; all of it is only what is kept."""
        return min(NOT_ALL, 100 * self.rows // self.of) if self.of else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginAnswer:
    """Begin to answer the request that waits longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectAnswer:
    """Collect what answers a request, once that has begun."""

    request_id: RequestId
    gauge: Gauge = field(default_factory=Gauge)


@writes("system")
async def begin_answer(unit: Unit, command: BeginAnswer) -> CollectAnswer | None:
    """Begin to answer whoever waits longest, which nobody else does meanwhile."""
    del command
    request = await store.to_answer(
        unit, failed_since=unit.now - rules.TRIED_AGAIN, silent_since=unit.now - SILENT
    )
    if request is None:
        return None
    running = replace(rules.follow(request, RequestState.RUNNING), progress=0)
    await save(unit, running, None)
    store.note_progress(unit, request.id, 0)
    return CollectAnswer(request_id=request.id)


@writes("system")
async def note_progress(unit: Unit, command: CollectAnswer) -> None:
    """Write down how far an answer is that is being collected."""
    store.note_progress(unit, command.request_id, command.gauge.percent)
