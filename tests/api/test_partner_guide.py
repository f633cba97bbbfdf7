"""A partner's first ten minutes, as the guide says them, by a server that verifies."""

import asyncio
import re
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from api.app import app
from domain import tenants
from domain.kernel.database import Engine
from tests.api.conftest import client
from tests.api.pasting import GUIDES, OK, run
from tests.domain.webhooks.receiving import open_sandbox, post_of
from tests.world import NOON, World, issue_key

GUIDE = (GUIDES / "partner.md").read_text()
ENDPOINT, PING, RULE, ORDER, STATUS, WHY = re.findall(
    r"```sh\n(.*?)```", GUIDE, re.DOTALL
)
(RECEIVER,) = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
async def partner(world: World) -> World:
    """Return a sandbox that counts in dollars, as of now."""
    sandbox = await open_sandbox(world)
    change = tenants.UpdateProgramme(currency="USD")
    await sandbox.run(tenants.update_programme, change)
    platform = replace(sandbox.platform, clock=lambda: datetime.now(UTC))
    return World(platform, sandbox.principal)


@pytest.fixture
async def api(partner: World) -> AsyncIterator[httpx.AsyncClient]:
    key = await issue_key(partner)
    async with client(app(partner.platform), key.secret) as opened:
        yield opened


def since_noon() -> timedelta:
    return datetime.now(UTC) - NOON


async def started(port: int, secret: str) -> Process:
    """Start the receiver of the guide, at another port, and wait until it listens."""
    program = RECEIVER.replace("9000", str(port))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, env={"SECRET": secret}, stdout=PIPE, stderr=PIPE
    )
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return process
    raise AssertionError


async def printed(process: Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(20):
        return (await process.stdout.readline()).decode()


async def test_an_order_leads_to_points_and_to_news_that_is_verified(
    partner: World, api: httpx.AsyncClient, watch: Engine
) -> None:
    async def paste(example: str, last_id: str = "") -> Any:
        answer = await run(api, example, last_id)
        assert answer.status_code in OK, answer.text
        return answer.json()

    port = free_port()
    made = await paste(ENDPOINT.replace("9000", str(port)))
    receiver = await started(port, made["secret"])
    post = post_of(partner, watch)
    try:
        await paste(PING, made["id"])
        await post.send(since_noon())
        assert (await printed(receiver)).startswith("webhook.ping ")
        async with httpx.AsyncClient() as stranger:
            url = f"http://127.0.0.1:{port}/stamgast"
            assert (await stranger.post(url, json={})).status_code == 400
        await paste(RULE)
        order = await paste(ORDER)
        assert await paste(ORDER) == order
        await post.carry(since_noon())
        await post.send(since_noon())
        news = await printed(receiver)
        assert news.startswith("ledger.posted ")
        assert order["customer_id"] in news
        assert '"available": 5' in news
    finally:
        receiver.kill()
        await receiver.wait()
        await post.poster.close()
    (balance,) = (await paste(STATUS))["balances"]
    assert balance["available"] == 5
    (why,) = (await paste(WHY))["decisions"]
    assert (why["rule"], why["given"]) == ("five-more", 5)
