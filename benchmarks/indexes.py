"""Indexes that are made once, over all rows, instead of row by row."""

from collections.abc import Generator
from contextlib import contextmanager

import psycopg
from psycopg.sql import SQL, Identifier

TABLES = ("transfers", "lots")
KEYS = """
SELECT c.relname, k.conname, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relname = ANY (%s) AND k.contype IN ('p', 'u')
"""
OTHERS = """
SELECT i.indexname, i.indexdef FROM pg_indexes i
WHERE i.tablename = ANY (%s)
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conname = i.indexname)
"""
DROP = SQL("ALTER TABLE {} DROP CONSTRAINT {}")
ADD = SQL("ALTER TABLE {} ADD CONSTRAINT {} {}")


@contextmanager
def put_off(connection: psycopg.Connection) -> Generator[None]:
    """Have the books no indexes while a block fills them, and the same ones after."""
    keys = connection.execute(KEYS, [list(TABLES)]).fetchall()
    others = connection.execute(OTHERS, [list(TABLES)]).fetchall()
    for table, name, _ in keys:
        given = Identifier(table), Identifier(name)
        connection.execute(DROP.format(*given))
    for name, _ in others:
        connection.execute(SQL("DROP INDEX {}").format(Identifier(name)))
    yield
    connection.execute("SET maintenance_work_mem = '512MB'")
    for table, name, definition in keys:
        given = Identifier(table), Identifier(name)
        connection.execute(ADD.format(*given, SQL(definition)))
    for _, definition in others:
        connection.execute(definition)
