"""A real Postgres and a real Valkey, with nothing installed and nothing left behind."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import event

from domain.kernel.database import Engine
from local import servers
from tests.databases import PATTERN, SERVER, named, own
from tests.world import World, new_world, open_shop

# How long something takes is measured in `benchmarks/`, where nothing else runs.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Have one migrated database before the first worker asks for one."""
    if hasattr(session.config, "workerinput"):
        return
    if "DATABASE_URL" in os.environ:
        servers.migrate(os.environ["DATABASE_URL"])
        return
    stack = ExitStack()
    session.config.add_cleanup(stack.close)
    os.environ[SERVER] = url = stack.enter_context(servers.throw_away_postgres())
    servers.administer(url, f"CREATE DATABASE {PATTERN}")
    servers.migrate(named(url, PATTERN))


database_url, engine, watch = own("tests")


@pytest.fixture
def statements(engine: Engine) -> Iterator[list[str]]:
    """Return a list to which every statement is added that the test executes."""
    seen: list[str] = []

    def see(*given: Any) -> None:
        seen.append(given[2])

    event.listen(engine.sync_engine, "before_cursor_execute", see)
    yield seen
    event.remove(engine.sync_engine, "before_cursor_execute", see)


@pytest.fixture
def world(engine: Engine) -> World:
    """Return the world of a tenant."""
    return new_world(engine)


@pytest.fixture
def neighbour(engine: Engine) -> World:
    """Return the world of another tenant."""
    return new_world(engine)


@pytest.fixture
async def shop(world: World) -> World:
    """Return the world of a tenant that has a programme."""
    return await open_shop(world)


@pytest.fixture
async def other_shop(neighbour: World) -> World:
    """Return the world of another tenant that has a programme."""
    return await open_shop(neighbour)


@pytest.fixture(scope="session")
def queue_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return a queue for this worker."""
    data: Path = tmp_path_factory.mktemp("valkey")
    with servers.valkey(data) as url:
        yield url
