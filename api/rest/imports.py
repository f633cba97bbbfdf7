"""Imports over REST: the one place where a body is read piece by piece."""

from asyncio import Event, Task, create_task, gather
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, TypeAlias

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api import authentication
from api.rest.cells import as_lines
from api.rest.decoding import refuse_other_than
from api.rest.lines import Lines, LineTooLong, split
from api.rest.routing import Endpoint, Route, caller, get, post
from domain import imports
from domain.imports import (
    ImportKind,
    Introduce,
    Read,
    RowError,
    RowsMissing,
    Take,
    Taken,
)
from domain.kernel import Kind, Refusal
from domain.kernel.validation import command

NDJSON = "application/x-ndjson"
CSV = "text/csv"
# What is told of the rows of one request; more is kept, and can be asked for.
ERRORS_TOLD_MAX = 100
# While what follows from one chunk is under way, the next one is written down.
TURNS_MAX = 2

EXAMPLE = (
    '{"external_id": "1042", "occurred_at": "2026-05-01T12:00:00Z", "currency": "EUR",'
    ' "customer": {"external_id": "7"}, "lines": [{"product_id": "tea", "quantity": 2,'
    ' "unit_price": 450}]}\n'
)
# Cells of what is nested are JSON.
EXAMPLE_OF_CELLS = (
    "external_id,occurred_at,currency,customer,lines\n"
    '1043,2026-05-01T12:00:00Z,EUR,"{""external_id"": ""7""}",'
    '"[{""product_id"": ""tea"", ""quantity"": 2, ""unit_price"": 450}]"\n'
)

Rows: TypeAlias = tuple[Read, ...]
# Takes rows, and says when they are written down and the next may be.
Taker: TypeAlias = Callable[[int, Rows, Callable[[], None]], Awaitable[Taken]]


@dataclass(eq=False)
class BodyCutOff(Refusal):
    """The body ended before its end: go on after the rows that are done."""

    kind = Kind.INVALID
    retryable = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsRoute(Route):
    """Takes rows as they come, at the pace at which they can be taken."""

    def describe(self, operation: dict[str, Any]) -> dict[str, Any]:
        """Tell of a body of lines or cells, and of the row with which it begins."""
        of_path = [each for each in operation["parameters"] if each.get("in") == "path"]
        schema = {"type": "integer", "minimum": 0, "default": 0}
        told = "How many rows come before these: `rows_done`, or fewer."
        begin = {"name": "from", "in": "query", "description": told, "schema": schema}
        lines = {"schema": {"type": "string"}, "example": EXAMPLE}
        cells = {"schema": {"type": "string"}, "example": EXAMPLE_OF_CELLS}
        body = {"required": True, "content": {NDJSON: lines, CSV: cells}}
        return operation | {"parameters": [*of_path, begin], "requestBody": body}

    def endpoint(self, *, findable: bool) -> Endpoint:
        """Return what answers here."""
        del findable

        async def answered(request: Request) -> Response:
            principal = await caller(request)
            self.use_case.admit(principal)
            refuse_other_than(request, NDJSON, CSV)
            platform = authentication.platform(request)
            begin = _begin(request)
            kind = await platform.perform(
                lambda unit: imports.kind_of(unit, begin.import_id),
                principal,
                read_only=True,
            )

            async def take(first: int, rows: Rows, done: Callable[[], None]) -> Taken:
                if rows and kind in imports.INTRODUCED:
                    whom = Introduce(kind=kind, read=rows)
                    await platform.run(imports.introduce, whom, principal)
                chunk = replace(begin, first=first, read=rows)
                return await platform.run(imports.take, chunk, principal, decided=done)

            chunks = read_ahead(
                kind, split(_ndjson(request, kind), imports.chunk_rows(kind))
            )
            try:
                taken = await take_all(chunks, begin.first, take)
            except ClientDisconnect as gone:
                raise BodyCutOff from gone
            body = msgspec.json.encode(taken)
            headers = {"Cache-Control": "no-store"}
            return Response(body, self.status, headers, media_type="application/json")

        return answered


@dataclass(slots=True)
class Tally:
    """What became of the rows of one request so far."""

    accepted: int = 0
    unchanged: int = 0
    rejected: int = 0
    errors: list[RowError] = field(default_factory=list[RowError])

    def add(self, taken: Taken) -> Taken:
        """Add a chunk, and return what became of all."""
        self.accepted += taken.accepted
        self.unchanged += taken.unchanged
        self.rejected += taken.rejected
        self.errors.extend(taken.errors[: ERRORS_TOLD_MAX - len(self.errors)])
        return Taken(
            rows_done=taken.rows_done,
            accepted=self.accepted,
            unchanged=self.unchanged,
            rejected=self.rejected,
            errors=tuple(self.errors),
        )


class Turn:
    """A chunk that is being taken; `written` says that the next one may begin."""

    def __init__(
        self, take: Taker, first: int, rows: Rows, before: "Turn | None" = None
    ) -> None:
        """Begin to take rows, of which those before may still be under way."""
        self.written = Event()
        earlier = None if before is None else before.task
        self.task = create_task(self._taken(take, first, rows, earlier))
        self.task.add_done_callback(lambda _: self.written.set())

    async def _taken(
        self, take: Taker, first: int, rows: Rows, earlier: "Task[Taken] | None"
    ) -> Taken:
        try:
            return await take(first, rows, self.written.set)
        except RowsMissing:
            if earlier is None:
                raise
            # Those before were undone meanwhile, and may have been taken again.
            await earlier
            return await take(first, rows, self.written.set)


async def read_ahead(
    kind: ImportKind, chunks: AsyncIterator[Lines]
) -> AsyncIterator[Rows]:
    """Give chunks of rows for chunks of lines."""
    async for lines in chunks:
        yield await imports.read_ahead(kind, lines)


async def take_all(chunks: AsyncIterator[Rows], first: int, take: Taker) -> Taken:
    """Take chunk after chunk, and read no further than the one after those.

    When one is written down and what follows from it is under way, the next is begun.
    If the rest does not come, what is under way is still taken.
    """
    tally, last = Tally(), Turn(take, first, ())
    # Before any row introduces anybody: no rows may come of what is finished.
    await last.task
    turns = [last]
    try:
        async for rows in chunks:
            await last.written.wait()
            while len(turns) == TURNS_MAX:
                tally.add(await turns.pop(0).task)
            last = Turn(take, first, rows, last)
            turns.append(last)
            first += len(rows)
        for each in turns[:-1]:
            tally.add(await each.task)
        return tally.add(await last.task)
    except BaseException:
        await gather(*(each.task for each in turns), return_exceptions=True)
        raise


def _ndjson(request: Request, kind: ImportKind) -> AsyncIterator[bytes]:
    """Return a body as lines of JSON, whichever of both it is."""
    of_cells = request.headers["content-type"].lower().startswith(CSV)
    return as_lines(request.stream(), kind) if of_cells else request.stream()


def _begin(request: Request) -> Take:
    """Return the command that the address of a request is."""
    first = request.query_params.get("from", "0")
    given = {**request.path_params, "first": first}
    return command(given, Take, strict=False)


routes = (
    post("/v1/imports", imports.start),
    get("/v1/imports", imports.list_imports),
    get("/v1/imports/{import_id}", imports.find),
    get("/v1/imports/{import_id}/errors", imports.errors),
    post("/v1/imports/{import_id}/completions", imports.finish, HTTPStatus.OK),
    RowsRoute(
        method="POST",
        path="/v1/imports/{import_id}/rows",
        use_case=imports.take,
        status=HTTPStatus.OK,
        refusals=(LineTooLong, BodyCutOff),
    ),
)
