"""What every migration of a tenant's table says: how it is distributed and fenced.

Migrations run as the owner of the tables, one statement at a time, as a Citus cluster
passes them on.
"""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager

# On a Citus cluster, and without effect elsewhere: each tenant's rows of all tables
# live together, on one node; a small table that has no tenant is on all of them.
DISTRIBUTE = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM {call};
    END IF;
END $$
"""

# After its first use in a session, a setting that is not set is '', not NULL.
TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"

FENCE = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table} USING (tenant_id = {tenant});
"""

# Rows of sandboxes that are being wiped may be deleted by who wipes; nobody else's.
WIPING = """
CREATE POLICY wiping ON {table} AS RESTRICTIVE FOR DELETE TO stamgast_wiper
    USING (EXISTS (SELECT FROM tenants WHERE tenants.id = {table}.tenant_id
        AND kind = 'sandbox' AND status = 'wiping'));
GRANT SELECT, DELETE ON {table} TO stamgast_wiper;
"""

# Older migrations make their tables before there is anybody who wipes.
WIPER_IS_THERE = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_attribute WHERE attname = 'wiping_since'
            AND attrelid = to_regclass('tenants')) THEN
        {wiping}
    END IF;
END $$
"""

Execute = Callable[[str], object]


def script(execute: Execute, statements: str) -> None:
    """Execute statements one by one; each ends a line with its semicolon."""
    for statement in statements.split(";\n"):
        if statement.strip():
            execute(statement)


def fence(execute: Execute, tables: Iterable[str]) -> None:
    """Distribute tenants' tables, parents first, and fence their rows."""
    for table in tables:
        call = f"create_distributed_table('{table}', 'tenant_id')"
        execute(DISTRIBUTE.format(call=call))
        script(execute, FENCE.format(table=table, tenant=TENANT))
        execute(WIPER_IS_THERE.format(wiping=WIPING.format(table=table)))


@contextmanager
def unfenced(execute: Execute, *tables: str) -> Generator[None]:
    """Let a block see and change all tenants' rows of tables, as their owner.

    Whoever is not a superuser would change none, and not be told. Nobody else gets to
    see them: these tables are locked until the migration is over.
    """
    for table in tables:
        execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield
    for table in tables:
        execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def refer(execute: Execute, table: str) -> None:
    """Have a small table without a tenant on every node of a cluster."""
    execute(DISTRIBUTE.format(call=f"create_reference_table('{table}')"))
