"""Starlette and psycopg: two queries, or one whose JSON PostgreSQL writes."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from benchmarks.competitors.lanes import Lanes, rows
from benchmarks.competitors.questions import CUSTOMER, ENTRIES, JSON


def two_queries(lanes: Lanes) -> Starlette:
    """Answer by two queries, in JSON that Python writes: the yard-stick."""

    async def status(request: Request) -> Response:
        named = lanes.named(UUID(request.path_params["id"]))
        async with rows(lanes) as cursor:
            await cursor.execute(CUSTOMER, named)
            found = await cursor.fetchone()
            await cursor.execute(ENTRIES, named)
            entries = await cursor.fetchall()
        if found is None:
            return JSONResponse({"error": "not found"}, status_code=404)
        shown = [_plain(entry) for entry in entries]
        return JSONResponse({**_plain(found), "entries": shown})

    return _application(lanes, status)


def one_query(lanes: Lanes) -> Starlette:
    """Answer by one query, in JSON that PostgreSQL writes."""

    async def status(request: Request) -> Response:
        named = lanes.named(UUID(request.path_params["id"]))
        async with lanes.one() as connection:
            cursor = await connection.execute(JSON, named)
            found = await cursor.fetchone()
        if found is None:
            return JSONResponse({"error": "not found"}, status_code=404)
        return Response(found[0], media_type="application/json")

    return _application(lanes, status)


def _application(
    lanes: Lanes, status: Callable[[Request], Awaitable[Response]]
) -> Starlette:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        await lanes.open()
        yield

    path = "/customers/{id}/status"
    return Starlette(lifespan=lifespan, routes=[Route(path, status)])


def _plain(row: dict[str, object]) -> dict[str, object]:
    return {
        name: str(value) if isinstance(value, UUID | datetime) else value
        for name, value in row.items()
    }
