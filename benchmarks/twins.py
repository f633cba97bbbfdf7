"""Twins of our tables, without a fence: what COPY alone does with the same rows."""

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import psycopg
from psycopg.sql import SQL, Identifier, Literal
from sqlalchemy import Table

from benchmarks.place import Place
from benchmarks.shop import Shop
from domain.tables import metadata

BLOCK = 1024**2
BARE = "bare"
INDEXED = "indexed"
ORDERS = tuple(metadata.tables[name] for name in ("orders", "order_lines"))

LIKE = {
    BARE: SQL("CREATE TABLE {twin} (LIKE {table})"),
    INDEXED: SQL("CREATE TABLE {twin} (LIKE {table} INCLUDING ALL)"),
}


def written(place: Place, shop: Shop) -> tuple[Table, ...]:
    """Return the tenants' tables that a shop has rows in."""
    with psycopg.connect(place.database_url) as connection:
        return tuple(
            table
            for table in metadata.sorted_tables
            if "tenant_id" in table.primary_key and _has_rows(connection, shop, table)
        )


def take(place: Place, shop: Shop, tables: Sequence[Table], directory: Path) -> None:
    """Write a shop's rows to a file for each table."""
    directory.mkdir(exist_ok=True)
    with psycopg.connect(place.database_url) as connection:
        for table in tables:
            these = SQL("COPY (SELECT * FROM {} WHERE tenant_id = {}) TO STDOUT")
            statement = these.format(_original(table), Literal(shop.tenant))
            with (
                (directory / table.name).open("wb") as file,
                connection.cursor() as cursor,
                cursor.copy(statement) as rows,
            ):
                for block in rows:
                    file.write(block)


def copied(place: Place, kind: str, tables: Sequence[Table], directory: Path) -> float:
    """COPY the files to new twins in one transaction; return the seconds it took."""
    with psycopg.connect(place.database_url, autocommit=True) as connection:
        connection.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(_name(kind)))
        connection.execute(SQL("CREATE SCHEMA {}").format(_name(kind)))
        for table in tables:
            names = {"twin": Identifier(kind, table.name), "table": _original(table)}
            connection.execute(LIKE[kind].format(**names))
        began = perf_counter()
        with connection.transaction(), connection.cursor() as cursor:
            for table in tables:
                into = SQL("COPY {} FROM STDIN").format(Identifier(kind, table.name))
                with (
                    (directory / table.name).open("rb") as file,
                    cursor.copy(into) as rows,
                ):
                    while block := file.read(BLOCK):
                        rows.write(block)
        return perf_counter() - began


def _has_rows(connection: psycopg.Connection, shop: Shop, table: Table) -> bool:
    asked = SQL("SELECT FROM {} WHERE tenant_id = {} LIMIT 1")
    statement = asked.format(_original(table), Literal(shop.tenant))
    return connection.execute(statement).rowcount == 1


def _original(table: Table) -> Identifier:
    return Identifier(table.schema or "public", table.name)


def _name(kind: str) -> Identifier:
    return Identifier(kind)
