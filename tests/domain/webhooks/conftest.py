"""A sandbox, what carries and sends for it, and a server that receives."""

from collections.abc import AsyncIterator

import pytest

from domain.kernel.database import Engine
from tests.databases import own
from tests.domain.webhooks.receiving import (
    Post,
    Receiver,
    open_sandbox,
    post_of,
    receiving,
)
from tests.world import World

database_url, engine, watch = own("webhooks")


@pytest.fixture
async def sandbox(world: World) -> World:
    return await open_sandbox(world)


@pytest.fixture
async def post(sandbox: World, watch: Engine) -> AsyncIterator[Post]:
    made = post_of(sandbox, watch)
    yield made
    await made.poster.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as opened:
        yield opened
