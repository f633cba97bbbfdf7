"""Replacing: a whole list in the place of another, by one unit after the other.

Of two lists that came at once some of each would be left: neither unit sees what the
other has not committed, and so cannot take it away.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import BigInteger, Table, bindparam, delete, func, select

from domain.kernel.records import encoded, insertion
from domain.kernel.sets import whole
from domain.kernel.unit import Unit

ALONE = select(func.pg_advisory_xact_lock(bindparam("number", type_=BigInteger)))


async def replace_all(
    unit: Unit, table: Table, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Write rows down, and forget all others of a table; nobody else does meanwhile."""
    await unit.value(ALONE, number=_number(unit, table))
    unit.write(delete(table))
    unit.write(insertion(*whole(table)), records=encoded(rows))


def _number(unit: Unit, table: Table) -> int:
    """Return the number of the lock; that two lists share one costs a wait."""
    named = sha256(f"{unit.principal.tenant}|{table.name}".encode()).digest()
    return int.from_bytes(named[:8], signed=True)
