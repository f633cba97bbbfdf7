"""A connection that ends before a statement, and what a tenant's tables hold."""

import atexit
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeAlias

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.sql import SQL, Composed, Identifier
from sqlalchemy import event

from domain.kernel import TenantId
from domain.kernel.database import Engine
from domain.tables import metadata

# Of a table: how many rows a tenant has, and what is in them.
Held = tuple[int, str]
# Tells whether a statement that is about to be sent is a place to cut.
Counts: TypeAlias = Callable[[psycopg.AsyncConnection], bool]


def each_statement(driver: psycopg.AsyncConnection) -> bool:
    """Count every statement."""
    del driver
    return True


def each_journey(driver: psycopg.AsyncConnection) -> bool:
    """Count what is sent when all before it was answered: it begins a journey.

    What follows it is sent without waiting. If the connection ends between the two,
    the caller learns of it at the same place as if it had ended before both.
    """
    return driver.info.transaction_status is not TransactionStatus.ACTIVE


@contextmanager
def cut(
    engine: Engine, url: str, place: int, counts: Counts = each_statement
) -> Generator[list[str]]:
    """Have the server end the connection before the n-th place; tell of all so far."""
    seen: list[str] = []

    def watch(*given: Any) -> None:
        driver = given[0].connection.driver_connection
        if counts(driver):
            seen.append(given[2])
            if len(seen) == place:
                end(url, driver.info.backend_pid)

    event.listen(engine.sync_engine, "before_cursor_execute", watch)
    try:
        yield seen
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", watch)


def holdings(url: str, tenant: TenantId) -> Mapping[str, Held]:
    """Return what there is of a tenant, in whatever table it is."""
    found = owner(url).execute(_every(), {"tenant": tenant}, prepare=True)
    return {name: (rows, content) for name, rows, content in found}


def counted(held: Mapping[str, Held]) -> Mapping[str, int]:
    """Return how many rows there are in each table."""
    return {name: rows for name, (rows, _) in held.items()}


@cache
def _every() -> Composed:
    one = SQL(
        "SELECT {name}, count(*), coalesce(md5(string_agg(t::text, '|' "
        "ORDER BY t::text)), '') FROM {table} t WHERE tenant_id = %(tenant)s"
    )
    return SQL(" UNION ALL ").join(
        one.format(
            name=table.name, table=Identifier(table.schema or "public", table.name)
        )
        for table in metadata.sorted_tables
        if "tenant_id" in table.c
    )


@cache
def owner(url: str) -> psycopg.Connection:
    """Return a connection that is never cut, which knows all tables by now.

    A new one takes longer to learn of them than to look into them.
    """
    opened = psycopg.connect(_plain(url), autocommit=True)
    atexit.register(opened.close)
    return opened


def end(url: str, pid: int) -> None:
    """End a connection and wait for its end, more often than the server would look."""
    there = "SELECT FROM pg_stat_get_activity(%s)"
    never_cut = owner(url)
    never_cut.execute("SELECT pg_terminate_backend(%s)", [pid])
    while never_cut.execute(there, [pid]).rowcount:
        time.sleep(0.001)


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")
