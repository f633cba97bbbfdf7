"""The SQL of journeys: one function, one statement, one type."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert

from domain.kernel import Unit
from domain.kernel.rows import view
from domain.kernel.sets import given
from domain.kernel.validation import command
from domain.messages.journey import (
    JOURNEYS_MAX,
    Journey,
    JourneyState,
    JourneyTerms,
    Run,
    RunId,
    RunState,
)
from domain.messages.journey_tables import journey_runs, journeys
from domain.messages.tables import messages

RUNS = view(journey_runs, Run)
THESE = given(journey_runs.c.id, name="these")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A version of a journey as it is stored."""

    journey: str
    version: int
    state: JourneyState
    terms: dict[str, Any]
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are of a state."""

    state: str
    count: int


VERSIONS = view(journeys, Stored)


async def newest(unit: Unit, journey: str | None = None) -> tuple[Journey, ...]:
    """Return the newest version of each journey, or of one."""
    each = VERSIONS.ext(distinct_on(journeys.c.journey)).order_by(
        journeys.c.journey, journeys.c.version.desc()
    )
    if journey is not None:
        each = each.where(journeys.c.journey == journey)
    found = await unit.all(Stored, each.limit(JOURNEYS_MAX))
    return tuple(map(_journey, found))


async def versions(
    unit: Unit, named: Sequence[tuple[str, int]]
) -> Mapping[tuple[str, int], Journey]:
    """Return these versions of journeys."""
    names = sorted({journey for journey, _ in named})
    these = VERSIONS.where(journeys.c.journey.in_(names))
    wanted = set(named)
    return {
        (each.journey, each.version): _journey(each)
        for each in await unit.all(Stored, these)
        if (each.journey, each.version) in wanted
    }


async def add(unit: Unit, new: Sequence[Journey]) -> int:
    """Write down those versions whose numbers nobody took; return how many."""
    rows = [{**asdict(each), "terms": msgspec.to_builtins(each.terms)} for each in new]
    return await unit.run(insert(journeys).values(rows).on_conflict_do_nothing())


def enter(unit: Unit, run: Run) -> None:
    """Let somebody enter, unless they did for the same before."""
    new = insert(journey_runs).values(asdict(run))
    unit.write(new.on_conflict_do_nothing())


async def claim(unit: Unit, limit: int) -> tuple[Run, ...]:
    """Return runs that are due, which nobody else has claimed."""
    over = RUNS.where(journey_runs.c.due_at <= unit.now)
    first = over.order_by(journey_runs.c.due_at).limit(limit)
    return await unit.all(Run, first.with_for_update(skip_locked=True))


def save(unit: Unit, run: Run) -> None:
    """Write down how far somebody is."""
    changed = {
        name: getattr(run, name)
        for name in ("state", "step", "due_at", "ended_at", "cause")
    }
    this = update(journey_runs).where(journey_runs.c.id == run.id)
    unit.write(this.values(changed))


async def those(unit: Unit, run_ids: Sequence[RunId]) -> tuple[Run, ...]:
    """Return runs."""
    these = RUNS.where(journey_runs.c.id.in_(select(THESE.c.id)))
    return await unit.all(Run, these, id_of=list(run_ids))


async def stages(unit: Unit, journey: str) -> dict[str, int]:
    """Return how many runs and messages of a journey are in which state."""
    of_runs = (
        select(journey_runs.c.state, func.count().label("count"))
        .where(journey_runs.c.journey == journey)
        .group_by(journey_runs.c.state)
    )
    of_messages = (
        select(messages.c.state, func.count().label("count"))
        .where(messages.c.journey == journey)
        .group_by(messages.c.state)
    )
    found = [*await unit.all(Counted, of_runs), *await unit.all(Counted, of_messages)]
    return {str(each.state): each.count for each in found}


def running(run_id: RunId, **said: Any) -> Run:
    """Return a run that has just begun."""
    return Run(
        id=run_id, state=RunState.RUNNING, step=0, ended_at=None, cause=None, **said
    )


def _journey(stored: Stored) -> Journey:
    return Journey(
        journey=stored.journey,
        version=stored.version,
        state=stored.state,
        terms=command(stored.terms, JourneyTerms),
        recorded_at=stored.recorded_at,
    )
