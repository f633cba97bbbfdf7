"""Staging: where COPY may bring rows that one statement then takes into the fence.

PostgreSQL refuses COPY into a table with row security, rightly: nothing would check the
tenant. So rows come by COPY into a temporary table, which no other session sees and
which is empty again after each transaction, and reach a tenant's table by INSERT …
SELECT, which both fences check.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.schema import CreateTable

from domain.kernel import records
from domain.kernel.tables import Id
from domain.kernel.transaction import Transaction

metadata = MetaData()


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
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    into = f"COPY {table.name} ({names}) FROM STDIN"
    async with (
        transaction.driver.cursor() as cursor,
        cursor.copy(into.encode()) as target,
    ):
        for row in rows:
            await target.write_row(_bare(row, identifiers))


def _bare(row: Sequence[Any], identifiers: list[int]) -> Sequence[Any]:
    if not identifiers:
        return row
    bare = list(row)
    for place in identifiers:
        if bare[place] is not None:
            bare[place] = records.bare(bare[place])
    return bare
