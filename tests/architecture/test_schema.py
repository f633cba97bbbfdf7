"""Promises about tables: whose rows, what they say of a person, how they came."""

import os
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, NullPool, Table, create_engine, make_url
from sqlalchemy.schema import ColumnCollectionMixin

from domain.kernel.personal import Erase, Export, NotPersonal, Personal
from domain.kernel.tables import PRIVACY
from domain.tables import metadata
from local import servers
from local.contracts import contracts
from tests.architecture.tree import ROOT
from tests.databases import SERVER

# They have no tenant: what is looked up before there is one, and the tenants.
GLOBAL = {"api_keys", "tenants"}
TABLES = sorted(metadata.tables.values(), key=lambda table: table.fullname)
TENANTS = [table for table in TABLES if table.name not in GLOBAL]
COLUMNS = [column for table in TENANTS for column in table.columns]


def unannotated(tables: list[Table]) -> list[str]:
    """Return the columns of which nobody said whether they are about a person."""
    return [
        f"{table.fullname}.{column.name}"
        for table in tables
        for column in table.columns
        if not isinstance(column.info.get(PRIVACY), NotPersonal | Personal)
    ]


def subject_of(column: Column[Any]) -> Personal | None:
    privacy = column.info[PRIVACY]
    return privacy if isinstance(privacy, Personal) else None


@pytest.mark.parametrize("table", TENANTS, ids=lambda table: table.fullname)
def test_every_key_and_every_reference_begins_with_the_tenant(table: Table) -> None:
    constraints = [
        each for each in table.constraints if isinstance(each, ColumnCollectionMixin)
    ]
    for each in (*constraints, *table.indexes):
        names = [column.name for column in each.columns]
        is_check = type(each).__name__ == "CheckConstraint"
        assert is_check or names[:1] == ["tenant_id"], (each, names)


def test_every_column_is_annotated() -> None:
    assert unannotated(TENANTS) == []


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_removing_any_annotation_is_noticed(column: Column[Any]) -> None:
    table = column.table
    assert isinstance(table, Table)
    kept = column.info.pop(PRIVACY)
    found = unannotated(TENANTS)
    column.info[PRIVACY] = kept
    assert found == [f"{table.fullname}.{column.name}"]


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_what_is_personal_names_whose_it_is(column: Column[Any]) -> None:
    personal = subject_of(column)
    if personal is None:
        return
    first = personal.subject.partition(">")[0].partition(".")[0]
    assert first in column.table.columns, personal.subject
    assert personal.erase is not Erase.NULL or column.nullable
    assert personal.erase is not Erase.SHRED or personal.export is not None
    assert isinstance(personal.export, Export)


def test_contracts_are_committed() -> None:
    for path, content in contracts().items():
        stale = f"{path} is stale: run `python -m local.contracts`"
        assert (ROOT / path).read_text() == content, stale


def test_migrations_have_one_head() -> None:
    assert len(ScriptDirectory(str(ROOT / "alembic")).get_heads()) == 1


def test_migrations_make_the_tables_that_the_code_knows(database_url: str) -> None:
    engine = create_engine(_psycopg(database_url), poolclass=NullPool)
    with engine.connect() as connection:
        options = {"include_schemas": True, "include_name": _ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_every_table_of_a_tenant_is_fenced(database_url: str) -> None:
    engine = create_engine(_psycopg(database_url), poolclass=NullPool)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity"
            " AND n.nspname IN ('public', 'vault')"
        )
        fenced = {name for (name,) in rows}
    assert {table.name for table in TABLES} <= fenced


def test_the_application_owns_nothing_and_may_not_truncate(database_url: str) -> None:
    engine = create_engine(_psycopg(database_url), poolclass=NullPool)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT table_name, privilege_type FROM information_schema.table_privileges"
            " WHERE table_schema NOT LIKE 'pg_temp%%'"
            " AND grantee IN ('stamgast_app', 'stamgast_relay')"
            " AND privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')"
        )
        assert rows.all() == []


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="makes a database")
def test_migrations_go_forward_back_and_forward_again() -> None:
    server = os.environ[SERVER]
    servers.administer(server, "CREATE DATABASE there_and_back")
    url = make_url(server).set(database="there_and_back")
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["url"] = url.render_as_string(hide_password=False)
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    engine = create_engine(_psycopg(config.attributes["url"]), poolclass=NullPool)
    with engine.connect() as connection:
        left = connection.exec_driver_sql(
            "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE relkind IN ('r', 'v', 'S') AND n.nspname IN ('public', 'vault')"
            " AND relname <> 'alembic_version'"
        )
        assert left.all() == []
    command.upgrade(config, "head")
    servers.administer(server, "DROP DATABASE there_and_back")


def _ours(name: str | None, kind: str, _: Any) -> bool:
    return kind != "schema" or name in {None, "vault"}


def _psycopg(url: str) -> str:
    psycopg = make_url(url).set(drivername="postgresql+psycopg")
    return psycopg.render_as_string(hide_password=False)
