"""Sandboxes can be wiped, by a role that can delete nothing else."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2330"
down_revision = "20261122_2340"

ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'stamgast_wiper') THEN
        CREATE ROLE stamgast_wiper NOLOGIN;
    END IF;
    GRANT stamgast_wiper TO CURRENT_USER;
END $$
"""

# A tenant is of the kind that it was made, so that no live one can be made a sandbox.
TENANTS = f"""
ALTER TABLE tenants ADD COLUMN wiping_since timestamptz;
REVOKE UPDATE ON tenants FROM stamgast_app;
GRANT UPDATE (name, status, wiping_since) ON tenants TO stamgast_app;
GRANT SELECT (status) ON tenants TO stamgast_relay;
GRANT SELECT, DELETE ON tenants TO stamgast_wiper;
GRANT USAGE ON SCHEMA vault TO stamgast_wiper;
CREATE POLICY wiping ON tenants AS RESTRICTIVE FOR DELETE TO stamgast_wiper
    USING (kind = 'sandbox' AND status = 'wiping');
CREATE POLICY wiped ON api_keys FOR DELETE TO stamgast_wiper
    USING (tenant_id = {migrating.TENANT});
"""

# What happened can be deleted of who was erased, and nothing young: as far as the
# application goes.
NARROW = """
DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT policyname, schemaname, tablename FROM pg_policies
        WHERE permissive = 'RESTRICTIVE' AND cmd = 'DELETE' AND roles = '{public}'
    LOOP
        EXECUTE format('ALTER POLICY %I ON %I.%I TO stamgast_app',
            found.policyname, found.schemaname, found.tablename);
    END LOOP;
END $$
"""

FENCED = """
SELECT c.oid::regclass::text FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
WHERE c.relkind IN ('r', 'p') AND c.relforcerowsecurity ORDER BY 1
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(ROLE)
    migrating.script(op.execute, TENANTS)
    op.execute(NARROW)
    for table in _fenced():
        migrating.script(op.execute, migrating.WIPING.format(table=table))


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in _fenced():
        op.execute(f"DROP POLICY wiping ON {table}")
        op.execute(f"REVOKE ALL ON {table} FROM stamgast_wiper")
    op.execute("DROP POLICY wiping ON tenants")
    op.execute("DROP POLICY wiped ON api_keys")
    op.execute("REVOKE ALL ON tenants FROM stamgast_wiper")
    op.execute("REVOKE USAGE ON SCHEMA vault FROM stamgast_wiper")
    op.execute("REVOKE SELECT (status) ON tenants FROM stamgast_relay")
    op.execute("GRANT UPDATE ON tenants TO stamgast_app")
    op.execute("ALTER TABLE tenants DROP COLUMN wiping_since")


def _fenced() -> list[str]:
    """Return the tables that hold tenants' rows, as SQL names them."""
    found = op.get_bind().exec_driver_sql(FENCED)
    return [name for (name,) in found]
