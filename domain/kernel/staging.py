"""Staging: where COPY may bring rows that one statement then takes into the fence.

PostgreSQL refuses COPY into a table with row security, rightly: nothing would check the
tenant. So rows come by COPY into a temporary table, which no other session sees and
which is empty again after each transaction, and reach a tenant's table by INSERT …
SELECT, which both fences check.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.schema import CreateTable

from domain.kernel import records
from domain.kernel.tables import Id
from domain.kernel.transaction import Transaction

metadata = MetaData()

# Enough for a message to be worth its while, and to be small.
ROWS_AT_ONCE = 500
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def staging_table(name: str, *columns: Column[Any]) -> Table:
    """Make a table for one unit's rows; its order of columns is that of the rows."""
    return Table(
        f"staged_{name}",
        metadata,
        *columns,
        prefixes=["TEMPORARY"],
        postgresql_on_commit="DELETE ROWS",
    )


async def copy(
    transaction: Transaction, table: Table, rows: Iterable[Sequence[Any]]
) -> None:
    """Bring rows into a staging table of this session, which is made if need be."""
    await transaction.execute(CreateTable(table, if_not_exists=True))
    identifiers = [
        place
        for place, column in enumerate(table.columns)
        if isinstance(column.type, Id)
    ]
    async with (
        transaction.driver.cursor() as cursor,
        cursor.copy(_into(table)) as target,
    ):
        for row in rows:
            await target.write_row(_bare(row, identifiers))


async def copy_text(
    transaction: Transaction, table: Table, rows: Iterable[str]
) -> None:
    """Bring rows that `written` made, or that end in what it made."""
    await transaction.execute(CreateTable(table, if_not_exists=True))
    left = iter(rows)
    async with (
        transaction.driver.cursor() as cursor,
        cursor.copy(_into(table)) as target,
    ):
        while piece := [*islice(left, ROWS_AT_ONCE)]:
            await target.write("\n".join([*piece, ""]))


def written(values: Sequence[str | int | None]) -> str:
    """Return values as COPY reads them: what can be done before a unit begins.

    Identifiers are to be bare.
    """
    text = "\t".join(["\\N" if value is None else str(value) for value in values])
    odd = text.count("\\") > values.count(None) or text.count("\t") >= len(values)
    if not (odd or "\n" in text or "\r" in text):
        return text
    return "\t".join(
        "\\N" if value is None else str(value).translate(ESCAPES) for value in values
    )


def _into(table: Table) -> bytes:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    return f"COPY {table.name} ({names}) FROM STDIN".encode()


def _bare(row: Sequence[Any], identifiers: list[int]) -> Sequence[Any]:
    if not identifiers:
        return row
    bare = list(row)
    for place in identifiers:
        if bare[place] is not None:
            bare[place] = records.bare(bare[place])
    return bare
