"""The load: so many requests, over connections that are kept."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from benchmarks import load
from benchmarks.contenders import get, post

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody"
BROKEN = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"


@dataclass
class Server:
    """Answers every request, the third of each connection by a failure."""

    port: int = 0
    connections: int = 0
    heads: list[bytes] = field(default_factory=list[bytes])

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        number = 0
        while not reader.at_eof():
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            number += 1
            self.heads.append(head.partition(b"\r\n")[0])
            writer.write(BROKEN if number == 3 else ANSWER)
        writer.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    listening = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield made


async def test_every_request_is_sent_once_and_every_failure_is_counted(
    server: Server,
) -> None:
    plan = load.Plan(
        host="127.0.0.1",
        ports=[server.port],
        connections=2,
        total=8,
        requests=[get("/one"), get("/two")],
    )
    seen = await load.carry_out(plan)
    assert server.connections == 2
    assert (
        sorted(server.heads) == [b"GET /one HTTP/1.1"] * 4 + [b"GET /two HTTP/1.1"] * 4
    )
    assert (seen.failures, seen.status, seen.body) == (2, 200, "body")
    assert 0 < seen.p50_ms <= seen.p99_ms


async def test_a_server_that_hangs_up_is_no_measurement() -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    listening = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    plan = load.Plan(
        host="127.0.0.1", ports=[port], connections=1, total=2, requests=[get("/")]
    )
    async with listening:
        with pytest.raises(ConnectionError):
            await load.carry_out(plan)


def test_requests_are_as_http_wants_them() -> None:
    assert get("/status", {"Authorization": "Bearer sk"}) == (
        "GET /status HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer sk\r\n\r\n"
    )
    assert post("/graphql", {"id": "é"}).endswith(
        'Content-Type: application/json\r\nContent-Length: 16\r\n\r\n{"id": "\\u00e9"}'
    )
