"""Wiping: all that a tenant has is deleted, a portion at a time, whatever it is.

Which tables there are to empty is read off the metadata, so that a new one cannot be
forgotten. Only a role of its own may do this, and PostgreSQL lets it delete rows of
sandboxes that are being wiped, and of nobody else.
"""

from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Delete,
    Table,
    bindparam,
    delete,
    exists,
    select,
    tuple_,
)

from domain.kernel.tables import metadata
from domain.kernel.tenancy import TENANT
from domain.kernel.unit import Unit

ROWS_MAX = 2_000


async def delete_some(unit: Unit, rows_max: int = ROWS_MAX) -> int:
    """Delete some of the rows that the unit's tenant has; return how many, or none.

    What refers to others goes before them, so it can end anywhere and be gone on with.
    """
    gone = 0
    for table in _children_first():
        left = rows_max - gone
        gone += await unit.run(
            _portion(table), rows_max=left, tenant=unit.principal.tenant
        )
        if gone >= rows_max:
            break
    return gone


@cache
def _children_first() -> tuple[Table, ...]:
    held = (each for each in metadata.sorted_tables if "tenant_id" in each.c)
    return tuple(reversed(tuple(held)))


@cache
def _portion(table: Table) -> Delete:
    """Return the statement that deletes rows of a table to which none other refers."""
    key = tuple_(*table.primary_key.columns)
    chosen = select(*table.primary_key.columns)
    for constraint in table.foreign_key_constraints:
        if constraint.referred_table is table:
            other = table.alias()
            pairs = ((other.c[e.parent.name], e.column) for e in constraint.elements)
            refers = exists().where(*(a == b for a, b in pairs)).correlate(table)
            chosen = chosen.where(~refers)
    if "tenant_id" not in table.primary_key.columns:
        chosen = chosen.where(table.c.tenant_id == TENANT)
    limit: Any = bindparam("rows_max", type_=BigInteger())
    return delete(table).where(key.in_(chosen.limit(limit)))
