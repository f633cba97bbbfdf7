"""Backlogs: how much waits to be carried, since when, and what was given up.

They are counted across tenants on the relay's connection, which may read when things
are due, and of whom, and no more than that.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncEngine

NEWS = text("SELECT count(*), min(ring_at) FROM outbox WHERE ring_at <= :now")
NEWS_PARKED = text(
    "SELECT count(*) FROM outbox WHERE ring_at IS NULL AND done_at IS NULL"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What of a kind is due, since when the oldest of it is, and what is parked."""

    waiting: int
    since: datetime | None
    parked: int = 0

    def late_s(self, now: datetime) -> float:
        """Return for how many seconds the oldest has been due."""
        return 0.0 if self.since is None else (now - self.since).total_seconds()


async def backlog_of(
    engine: AsyncEngine,
    due: TextClause,
    now: datetime,
    parked: TextClause | None = None,
) -> Backlog:
    """Return what two statements count; the engine's role is the relay's."""
    async with engine.connect() as connection:
        waiting, since = (await connection.execute(due, {"now": now})).one()
        given_up = 0
        if parked is not None:
            given_up = (await connection.execute(parked)).scalar_one()
    return Backlog(waiting=waiting, since=since, parked=given_up)


async def news(engine: AsyncEngine, now: datetime) -> Backlog:
    """Return how much news nobody has carried yet, and how much was given up."""
    return await backlog_of(engine, NEWS, now, NEWS_PARKED)
