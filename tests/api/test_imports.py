"""Rows of an import, as they come over the wire."""

import asyncio
import csv
import json
from collections.abc import AsyncIterator, Callable
from io import StringIO

import msgspec
import pytest
from httpx import AsyncClient
from starlette.requests import ClientDisconnect

from api.rest.imports import EXAMPLE, EXAMPLE_OF_CELLS, take_all
from api.rest.lines import Lines, LineTooLong, split
from domain.customers.tables import customers
from domain.imports import LINE_BYTES_MAX, RowsMissing, Taken, reporting
from domain.orders.tables import orders
from tests.domain.orders.shop import order
from tests.world import World

NDJSON = {"Content-Type": "application/x-ndjson"}
CSV = {"Content-Type": "text/csv; charset=utf-8"}
BEGIN = {"kind": "orders", "name": "history"}


async def pieces(*given: bytes) -> AsyncIterator[bytes]:
    for each in given:
        yield each


async def begin(api: AsyncClient) -> str:
    begun = (await api.post("/v1/imports", json=BEGIN)).json()
    return f"/v1/imports/{begun['id']}"


async def test_rows_come_as_a_stream_and_are_answered_by_a_summary(
    api: AsyncClient, shop: World
) -> None:
    at = await begin(api)
    lines = [msgspec.json.encode(order(number)) for number in range(1_500)]
    body = b"\n".join([*lines[:700], b"", b"{}", *lines[700:]])
    cut = [body[place : place + 9_999] for place in range(0, len(body), 9_999)]
    answer = await api.post(f"{at}/rows", content=pieces(*cut), headers=NDJSON)
    assert answer.status_code == 200
    assert answer.json() == {
        "rows_done": 1_501,
        "accepted": 1_500,
        "unchanged": 0,
        "rejected": 1,
        "errors": answer.json()["errors"],
    }
    (error,) = answer.json()["errors"]
    assert (error["row"], error["code"]) == (700, "malformed")
    assert len(await shop.rows(orders)) == 1_500
    found = (await api.get(at)).json()
    assert (found["rows_done"], found["state"]) == (1_501, "open")
    told = (await api.get(f"{at}/errors")).json()
    assert told["items"] == [error]


async def test_what_was_refused_is_a_file_that_is_gone_on_with(
    api: AsyncClient, other_api: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "ERRORS_READ_AT_ONCE", 1)
    at = await begin(api)
    wrong = {**order(1), "currency": "euro", "shipping": -1}
    other = {**order(2), "occurred_at": "2029-01-01T00:00:00Z"}
    rows = [order(2), wrong, {"external_id": "ann@example.com, Rue 1"}, other]
    body = b"\n".join(map(msgspec.json.encode, rows))
    await api.post(f"{at}/rows", content=body, headers=NDJSON)
    told = await api.get(f"{at}/error-file")
    assert told.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in told.text.splitlines()]
    assert [(each["row"], each["code"], each["pointer"]) for each in lines][:2] == [
        (1, "malformed", "/currency"),
        (1, "malformed", "/shipping"),
    ]
    # Of a whole row that is in nobody's way, there is no field to tell of.
    assert lines[-1] == {
        "row": 3,
        "code": "order_conflict",
        "title": lines[-1]["title"],
        "pointer": None,
        "detail": None,
    }
    assert "ann@example.com" not in told.text
    rest = await api.get(f"{at}/error-file?after=1")
    assert rest.text == "".join(told.text.splitlines(keepends=True)[2:])
    cells = await api.get(f"{at}/error-file?format=csv")
    head, first, *_ = csv.reader(StringIO(cells.text))
    assert head == ["row", "code", "title", "pointer", "detail"]
    assert (first[0], first[3]) == ("1", "/currency")
    assert (await other_api.get(f"{at}/error-file")).status_code == 404


async def test_whoever_was_cut_off_goes_on_after_the_rows_that_are_done(
    api: AsyncClient, shop: World
) -> None:
    at = await begin(api)
    lines = [msgspec.json.encode(order(number)) + b"\r\n" for number in range(30)]

    async def cut() -> AsyncIterator[bytes]:
        yield b"".join(lines[:20])
        yield lines[20][:10]
        raise ClientDisconnect

    answer = await api.post(f"{at}/rows", content=cut(), headers=NDJSON)
    assert answer.json()["type"] == "/problems/body_cut_off"
    again = await begin(api)
    assert again == at
    done = (await api.get(at)).json()["rows_done"]
    rest = b"".join(lines[done:])
    to = f"{at}/rows?from={done}"
    answer = await api.post(to, content=rest, headers=NDJSON)
    assert answer.json()["rows_done"] == 30
    assert len(await shop.rows(orders)) == 30
    assert (await api.post(f"{at}/completions")).json()["state"] == "finished"


@pytest.mark.parametrize(
    ("query", "body", "headers", "status", "code"),
    [
        ("?from=1", b"{}", NDJSON, 409, "rows_missing"),
        ("?from=-1", b"{}", NDJSON, 422, "malformed"),
        ("?from=x", b"{}", NDJSON, 422, "malformed"),
        ("", b"{}", {"Content-Type": "text/plain"}, 415, "unsupported_media_type"),
        ("", b" " * (LINE_BYTES_MAX + 1), NDJSON, 413, "line_too_long"),
        ("", b'"' + b"\n" * LINE_BYTES_MAX, CSV, 413, "line_too_long"),
    ],
)
async def test_what_cannot_be_taken_is_refused(  # noqa: PLR0913, PLR0917
    api: AsyncClient,
    query: str,
    body: bytes,
    headers: dict[str, str],
    status: int,
    code: str,
) -> None:
    at = await begin(api)
    answer = await api.post(f"{at}/rows{query}", content=body, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{code}")
    assert (await api.get(at)).json()["rows_done"] == 0


async def test_rows_that_no_import_takes_leave_nobody_behind(
    api: AsyncClient, shop: World
) -> None:
    at = await begin(api)
    missing = await api.post(f"{at}/rows?from=1", content=EXAMPLE, headers=NDJSON)
    assert missing.json()["type"] == "/problems/rows_missing"
    await api.post(f"{at}/completions")
    finished = await api.post(f"{at}/rows", content=EXAMPLE, headers=NDJSON)
    assert finished.json()["type"] == "/problems/import_finished"
    assert await shop.rows(customers) == []


async def test_the_row_of_the_reference_is_taken(api: AsyncClient) -> None:
    at = await begin(api)
    answer = await api.post(f"{at}/rows", content=EXAMPLE, headers=NDJSON)
    assert (answer.json()["accepted"], answer.json()["rejected"]) == (1, 0)
    to = f"{at}/rows?from=1"
    answer = await api.post(to, content=EXAMPLE_OF_CELLS, headers=CSV)
    assert (answer.json()["accepted"], answer.json()["rejected"]) == (1, 0)


async def test_another_tenants_import_takes_nothing(
    api: AsyncClient, other_api: AsyncClient, anonymous: AsyncClient
) -> None:
    at = await begin(api)
    answer = await other_api.post(f"{at}/rows", content=b"{}", headers=NDJSON)
    assert answer.status_code == 404
    answer = await anonymous.post(f"{at}/rows", content=b"{}", headers=NDJSON)
    assert answer.status_code == 401
    nowhere = "/v1/imports/imp_" + "0" * 32
    answer = await api.post(f"{nowhere}/rows", content=b"", headers=NDJSON)
    assert answer.status_code == 404


async def test_no_more_is_read_than_the_chunk_after_the_one_that_is_taken() -> None:
    read, taken = 0, asyncio.Event()

    async def endless() -> AsyncIterator[Lines]:
        nonlocal read
        while True:
            read += 1
            yield (b"{}",)

    async def take(first: int, lines: Lines, done: Callable[[], None]) -> Taken:
        del done
        if lines:
            await taken.wait()
        return Taken(rows_done=first, accepted=0, unchanged=0, rejected=0, errors=())

    task = asyncio.create_task(take_all(endless(), 0, take))
    for _ in range(100):
        await asyncio.sleep(0)
    assert read == 2
    task.cancel()
    taken.set()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_the_next_chunk_is_begun_when_one_is_written_down() -> None:
    begun: list[int] = []
    written = [asyncio.Event() for _ in range(3)]
    followed = [asyncio.Event() for _ in range(3)]

    async def three() -> AsyncIterator[Lines]:
        for _ in range(3):
            yield (b"{}",)

    async def take(first: int, lines: Lines, done: Callable[[], None]) -> Taken:
        if lines:
            begun.append(first)
            await written[first].wait()
            done()
            await followed[first].wait()
        return Taken(
            rows_done=first, accepted=len(lines), unchanged=0, rejected=0, errors=()
        )

    async def turn() -> list[int]:
        for _ in range(100):
            await asyncio.sleep(0)
        return begun

    task = asyncio.create_task(take_all(three(), 0, take))
    assert await turn() == [0]
    written[0].set()
    assert await turn() == [0, 1]
    written[1].set()
    assert await turn() == [0, 1]  # What follows from the first is still under way.
    followed[0].set()
    assert await turn() == [0, 1, 2]
    for each in (*written, *followed):
        each.set()
    assert (await task).accepted == 3


async def test_a_chunk_whose_predecessor_was_undone_is_taken_after_it() -> None:
    came: list[tuple[int, str]] = []
    undone = asyncio.Event()

    async def two() -> AsyncIterator[Lines]:
        for _ in range(2):
            yield (b"{}",)

    async def take(first: int, lines: Lines, done: Callable[[], None]) -> Taken:
        if lines and first == 0:
            done()
            await undone.wait()
            await asyncio.sleep(0)
            came.append((0, "taken at last"))
        elif lines and not undone.is_set():
            undone.set()
            came.append((1, "refused"))
            raise RowsMissing(0)
        elif lines:
            came.append((1, "taken"))
        return Taken(
            rows_done=first, accepted=len(lines), unchanged=0, rejected=0, errors=()
        )

    assert (await take_all(two(), 0, take)).accepted == 2
    assert came == [(1, "refused"), (0, "taken at last"), (1, "taken")]


async def test_lines_are_cut_where_they_end_wherever_pieces_do() -> None:
    body = b"\n".join(b"%d" % number for number in range(2_500))
    for size in (1, 7, 10_000):
        cut = (body[place : place + size] for place in range(0, len(body), size))
        chunks = [chunk async for chunk in split(pieces(*cut), 1_000)]
        assert [len(chunk) for chunk in chunks] == [1_000, 1_000, 500]
        assert b"\n".join(line for chunk in chunks for line in chunk) == body


async def test_a_line_without_an_end_is_not_waited_for() -> None:
    with pytest.raises(LineTooLong):
        async for _ in split(pieces(*[b"x" * 65_536] * 17, b"\n"), 1_000):
            pass
