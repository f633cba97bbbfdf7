"""Databases of tests: copies of one that was migrated once."""

import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import event, make_url

from domain.kernel.database import Engine, Role, connect
from local import servers
from tests.fence import unfenced

SERVER = "STAMGAST_TEST_SERVER"
PATTERN = "pattern"


def own(part: str) -> tuple[Any, Any, Any]:
    """Return fixtures of a part of the tests: its database for a worker, and engines.

    A part that goes through all tenants has one of its own, where those are few.
    """

    @pytest.fixture(scope="session")
    def database_url(worker_id: str) -> str:
        """Return a database for this worker: a copy, or the one that we were given."""
        if "DATABASE_URL" in os.environ:
            return os.environ["DATABASE_URL"]
        url, name = os.environ[SERVER], f"{worker_id}_{part}"
        servers.administer(url, f"CREATE DATABASE {name} TEMPLATE {PATTERN}")
        return named(url, name)

    @pytest.fixture(scope="session")
    async def engine(database_url: str) -> AsyncIterator[Engine]:
        """Return the application's engine, through which nothing unfenced passes."""
        engine = connect(database_url, Role.APP)
        event.listen(engine.sync_engine, "before_cursor_execute", _check)
        yield engine
        await engine.dispose()

    @pytest.fixture(scope="session")
    async def watch(database_url: str) -> AsyncIterator[Engine]:
        """Return the relay's engine, which may look across tenants."""
        engine = connect(database_url, Role.RELAY)
        yield engine
        await engine.dispose()

    return database_url, engine, watch


def _check(*given: Any) -> None:
    sql: str = given[2]
    assert unfenced(sql) == (), sql


def named(url: str, name: str) -> str:
    """Return the URL of a server's database."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)
