"""Connections: in a role that may do little, with a limit on every wait."""

import pytest
from alembic.script import ScriptDirectory
from psycopg.errors import QueryCanceled
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from domain.kernel.audit import audit_entries
from domain.kernel.database import Engine, Role, connect
from domain.kernel.health import revision
from domain.kernel.keys import HOLDER
from domain.kernel.platform import Platform
from tests.architecture.tree import ROOT
from tests.world import MASTER_KEY, World, new_world


@pytest.mark.parametrize("role", [Role.APP, Role.RELAY])
async def test_a_connection_acts_in_its_role_and_waits_for_nothing_forever(
    database_url: str, role: Role
) -> None:
    engine = connect(database_url, role, pool_size=1)
    limits = {
        "role": role,
        "TimeZone": "UTC",
        "lock_timeout": "10s",
        "statement_timeout": "30s",
        "idle_in_transaction_session_timeout": "1min",
        "transaction_timeout": "1min",
    }
    async with engine.connect() as connection:
        for name, limit in limits.items():
            shown = await connection.execute(text(f"SHOW {name}"))
            assert shown.scalar() == limit
        own = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = :me")
        assert (await connection.execute(own, {"me": role})).scalar() is False
    await engine.dispose()


async def test_a_statement_that_takes_too_long_is_cancelled(engine: Engine) -> None:
    async with engine.connect() as connection:
        await connection.exec_driver_sql("BEGIN")
        await connection.exec_driver_sql("SET LOCAL statement_timeout = '10ms'")
        with pytest.raises(DBAPIError) as failed:
            await connection.execute(text("SELECT pg_sleep(1)"))
        assert isinstance(failed.value.orig, QueryCanceled)
        await connection.exec_driver_sql("ROLLBACK")


async def test_what_a_statement_was_given_is_in_no_message(engine: Engine) -> None:
    secret = text("SELECT CAST(:secret AS integer)")
    async with engine.connect() as connection:
        with pytest.raises(DBAPIError) as failed:
            await connection.execute(secret, {"secret": 2**40, "other": "ann"})
    assert not isinstance(failed.value, IntegrityError)
    assert "SQL parameters hidden" in str(failed.value)
    assert "ann" not in str(failed.value)


async def test_a_database_tells_how_far_it_was_migrated(engine: Engine) -> None:
    (head,) = ScriptDirectory(str(ROOT / "alembic")).get_heads()
    assert await revision(engine) == head


async def test_who_holds_a_key_is_found_without_a_tenant(engine: Engine) -> None:
    async with engine.connect() as connection:
        found = await connection.execute(HOLDER, {"digest": b"nobody's"})
        assert found.all() == []


async def test_a_platform_that_is_closed_holds_no_connection(
    database_url: str, world: World
) -> None:
    engine = connect(database_url, Role.APP)
    other = new_world(engine)
    assert await other.rows(audit_entries) == []
    assert isinstance(other.platform, Platform)
    assert other.platform.vault.master == MASTER_KEY
    await other.platform.close()
    assert "Connections in pool: 0" in engine.pool.status()
    assert await world.rows(audit_entries) == []
