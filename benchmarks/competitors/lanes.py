"""A few connections in turn: the least that a pool can be."""

from asyncio import Queue
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

CONNECTIONS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """Connections to a database, and the tenant whose rows are asked for."""

    url: str
    tenant: UUID
    free: Queue[psycopg.AsyncConnection] = field(
        default_factory=Queue[psycopg.AsyncConnection]
    )

    async def open(self) -> None:
        """Open them all."""
        for _ in range(CONNECTIONS):
            self.free.put_nowait(
                await psycopg.AsyncConnection.connect(self.url, autocommit=True)
            )

    @asynccontextmanager
    async def one(self) -> AsyncGenerator[psycopg.AsyncConnection]:
        """Lend a connection."""
        connection = await self.free.get()
        try:
            yield connection
        finally:
            self.free.put_nowait(connection)

    def named(self, customer: UUID) -> dict[str, UUID]:
        """Return the parameters of a question."""
        return {"tenant": self.tenant, "customer": customer}


@asynccontextmanager
async def rows(
    lanes: Lanes,
) -> AsyncGenerator[psycopg.AsyncCursor[dict[str, object]]]:
    """Lend a cursor whose rows have names."""
    async with (
        lanes.one() as connection,
        connection.cursor(row_factory=dict_row) as cursor,
    ):
        yield cursor
