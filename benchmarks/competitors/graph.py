"""Strawberry as its documentation shows it, with resolvers over psycopg."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL

from benchmarks.competitors.lanes import Lanes, rows
from benchmarks.competitors.questions import CUSTOMER, ENTRIES

DOCUMENT = """
query Status($id: ID!) {
  customer(id: $id) {
    id
    available
    pending
    debt
    threshold
    missing
    entries {
      id
      kind
      amount
      availableAfter
      pendingAfter
      sourceType
      sourceId
      occurredAt
    }
  }
}
"""

# Strawberry reads annotations of the module, so the lanes of the process stand here.
_lanes: list[Lanes] = []


@strawberry.type
class Entry:
    """An entry of an account."""

    id: strawberry.ID
    kind: str
    amount: int
    available_after: int
    pending_after: int
    source_type: str
    source_id: str
    occurred_at: datetime


@strawberry.type
class Customer:
    """A customer, and what is on the account."""

    id: strawberry.ID
    available: int
    pending: int
    debt: int
    threshold: str | None
    missing: int | None

    @strawberry.field
    async def entries(self) -> list[Entry]:
        """Return the last entries."""
        found = await _found(ENTRIES, self.id)
        return [Entry(**row) for row in found]


@strawberry.type
class Query:
    """Where questions begin."""

    @strawberry.field
    async def customer(self, id: strawberry.ID) -> Customer | None:  # noqa: A002
        """Return a customer."""
        found = await _found(CUSTOMER, id)
        return Customer(**found[0]) if found else None


def default_strawberry(lanes: Lanes) -> Starlette:
    """Answer by GraphQL, with nothing but defaults."""
    _lanes[:] = [lanes]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        await lanes.open()
        yield

    graph = GraphQL[Any, Any](strawberry.Schema(Query))
    return Starlette(lifespan=lifespan, routes=[Route("/graphql", graph)])


async def _found(question: Any, customer: str) -> list[dict[str, Any]]:
    (lanes,) = _lanes
    async with rows(lanes) as cursor:
        await cursor.execute(question, lanes.named(UUID(str(customer))))
        return await cursor.fetchall()
