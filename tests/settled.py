"""A tenant that many tests use: furnished once, and put back after each change.

To furnish a shop takes a hundred use cases, and to put it back one round trip.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from psycopg.sql import SQL, Composed, Identifier, Literal
from sqlalchemy import Table

from domain.kernel import TenantId
from domain.tables import metadata
from tests.cutting import owner
from tests.world import World

# In the order in which they may be filled, with the column that tells whose a row is.
OWNERS = {
    table: "id" if table.name == "tenants" else "tenant_id"
    for table in metadata.sorted_tables
    if "tenant_id" in table.c or table.name == "tenants"
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A shop, its things by their prefixes, and how it gets back what it had."""

    world: World
    things: Mapping[str, str]
    url: str
    way_back: Composed

    def put_back(self) -> None:
        """Let the tenant have what it had when it was settled, and nothing else."""
        owner(self.url).execute(self.way_back)


def settled(world: World, things: Mapping[str, str], url: str) -> Settled:
    """Keep what a tenant has now, for as long as this process runs."""
    tenant = world.principal.tenant
    kept = [table for table in OWNERS if _keep(table, tenant, url)]
    away = [
        SQL("DELETE FROM {} WHERE {}").format(_name(table), _of(tenant, table))
        for table in reversed(OWNERS)
    ]
    back = [
        SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE TABLE {}").format(
            _name(table), _copy(table, tenant)
        )
        for table in kept
    ]
    way_back = SQL("; ").join([*away, *back])
    return Settled(world=world, things=things, url=url, way_back=way_back)


def _keep(table: Table, tenant: TenantId, url: str) -> int:
    """Copy a tenant's rows of a table to where nobody else looks; return how many."""
    copied = SQL("CREATE TEMP TABLE {} AS SELECT * FROM {} WHERE {}")
    copy = copied.format(_copy(table, tenant), _name(table), _of(tenant, table))
    return owner(url).execute(copy).rowcount


def _name(table: Table) -> Identifier:
    return Identifier(table.schema or "public", table.name)


def _copy(table: Table, tenant: TenantId) -> Identifier:
    return Identifier(f"{table.name}_{tenant.hex[-12:]}")


def _of(tenant: TenantId, table: Table) -> Composed:
    return SQL("{} = {}").format(Identifier(OWNERS[table]), Literal(tenant))
