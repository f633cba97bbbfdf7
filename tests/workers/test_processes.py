"""Every process starts from its settings, does its work, and ends when told to."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from base64 import b64encode
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeAlias

import httpx
import pytest

from benchmarks.processes import free_port
from tests.world import MASTER_KEY

# A request of which the end is yet to come; whose it is, is asked when it is read.
HALF = (
    b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b'Content-Length: 25\r\n\r\n{"query": "{__typename}"'
)

Start: TypeAlias = Callable[..., Awaitable[Process]]


@pytest.fixture
def environment(database_url: str, queue_url: str) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": database_url,
        "REDIS_URL": queue_url,
        "STAMGAST_MASTER_KEY": b64encode(MASTER_KEY).decode(),
        "PORT": str(free_port()),
    }


@pytest.fixture
async def start(environment: dict[str, str]) -> AsyncIterator[Start]:
    """Start processes, and leave none behind, whatever becomes of the test."""
    started: list[Process] = []

    async def begin(*module: str) -> Process:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *module), env=environment, stderr=PIPE
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ended(process: Process) -> int:
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(15):
        return await process.wait()


@pytest.mark.parametrize("role", ["relay", "work", "schedule"])
async def test_a_worker_runs_until_it_is_told_to_stop(start: Start, role: str) -> None:
    process = await start("workers", role)
    assert process.stderr is not None
    said = json.loads(await process.stderr.readline())
    assert (said["event"], said["role"], said["level"]) == ("started", role, "info")
    await asyncio.sleep(0.2)
    assert await ended(process) == 0


async def test_a_worker_knows_its_roles(start: Start) -> None:
    process = await start("workers", "rest")
    _, said = await process.communicate()
    assert (process.returncode, said) == (
        2,
        b"Run a background process: `python -m workers {relay,work,schedule}`.\n",
    )


async def test_the_api_is_ready_and_ends_when_told(
    environment: dict[str, str], start: Start
) -> None:
    process = await start("api")
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{environment['PORT']}"
    ) as client:
        answer = await ready(client)
    assert answer.json() == {
        "status": "ready",
        "checks": {"database": True, "valkey": True},
    }
    # What it had begun is answered; then uvicorn lets the signal have its way.
    port = int(environment["PORT"])
    async with connected(port) as (reader, writer):
        writer.write(HALF)
        await writer.drain()
        await asyncio.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        await closed(port)
        writer.write(b"}")
        async with asyncio.timeout(15):
            assert (await reader.readline()) == b"HTTP/1.1 401 Unauthorized\r\n"
            assert await process.wait() == -signal.SIGTERM


@asynccontextmanager
async def connected(
    port: int,
) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def closed(port: int) -> None:
    """Wait until nobody else is let in."""
    for _ in range(100):
        try:
            async with connected(port):
                await asyncio.sleep(0.05)
        except ConnectionRefusedError:
            return
    raise TimeoutError


async def ready(client: httpx.AsyncClient) -> httpx.Response:
    for _ in range(600):
        try:
            return await client.get("/health/ready")
        except httpx.TransportError:
            await asyncio.sleep(0.1)
    raise TimeoutError
