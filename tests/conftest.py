"""A real Postgres and a real Valkey, with nothing installed and nothing left behind."""

import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, make_url

from domain.kernel.database import Engine, Role, connect
from local import servers
from tests.fence import unfenced
from tests.world import World, new_world, open_shop

SERVER = "STAMGAST_TEST_SERVER"
PATTERN = "pattern"


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
    servers.migrate(_database(url, PATTERN))


@pytest.fixture(scope="session")
def database_url(worker_id: str) -> str:
    """Return a database for this worker: a copy, or the one that we were given."""
    if "DATABASE_URL" in os.environ:
        return os.environ["DATABASE_URL"]
    url = os.environ[SERVER]
    servers.administer(url, f"CREATE DATABASE {worker_id} TEMPLATE {PATTERN}")
    return _database(url, worker_id)


@pytest.fixture(scope="session")
async def engine(database_url: str) -> AsyncIterator[Engine]:
    """Return the application's engine, through which no unfenced statement passes."""
    engine = connect(database_url, Role.APP)

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def check(*given: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        sql: str = given[2]
        assert unfenced(sql) == (), sql

    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def watch(database_url: str) -> AsyncIterator[Engine]:
    """Return the relay's engine, which may look across tenants."""
    engine = connect(database_url, Role.RELAY)
    yield engine
    await engine.dispose()


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
def untraced() -> Iterator[None]:
    """Let a test have its time to itself: coverage takes as much again."""
    tracer = sys.gettrace()
    sys.settrace(None)
    yield
    sys.settrace(tracer)


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


def _database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)
