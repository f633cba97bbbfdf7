"""Tenants, their programmes and units, and the tokens that they revoked."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_0200"
down_revision = "20261122_0310"

TENANT_TABLES = ("programmes", "programme_units", "revoked_tokens")

TABLES = """
CREATE TABLE tenants (
    id uuid CONSTRAINT tenants_pkey PRIMARY KEY,
    slug text NOT NULL CONSTRAINT tenants_slug_key UNIQUE,
    name text NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE TABLE programmes (
    tenant_id uuid,
    id uuid,
    slug text NOT NULL,
    name text NOT NULL,
    time_zone text NOT NULL,
    currency text NOT NULL,
    locales text[] NOT NULL,
    version integer NOT NULL,
    CONSTRAINT programmes_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT programmes_tenant_id_slug_key UNIQUE (tenant_id, slug)
);
CREATE TABLE programme_units (
    tenant_id uuid,
    code text,
    programme_id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    exponent smallint NOT NULL,
    CONSTRAINT programme_units_pkey PRIMARY KEY (tenant_id, code)
);
CREATE TABLE revoked_tokens (
    tenant_id uuid,
    id uuid,
    expires_at timestamptz NOT NULL,
    CONSTRAINT revoked_tokens_pkey PRIMARY KEY (tenant_id, id)
);
ALTER TABLE api_keys ADD COLUMN successor_id uuid;
CREATE INDEX api_keys_origins_idx ON api_keys USING gin (origins);
"""

# After the tables are distributed, as only what lives together may refer.
REFERENCES = """
ALTER TABLE programme_units ADD CONSTRAINT programme_units_tenant_id_programme_id_fkey
    FOREIGN KEY (tenant_id, programme_id) REFERENCES programmes (tenant_id, id);
"""

# A tenant sees itself. The relay sees who there is, and may read two columns for it.
POLICIES = f"""
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tenants USING (id = {migrating.TENANT});
CREATE POLICY relay ON tenants FOR SELECT TO stamgast_relay USING (true);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON tenants, programmes TO stamgast_app;
GRANT SELECT, INSERT ON programme_units TO stamgast_app;
GRANT SELECT, INSERT, DELETE ON revoked_tokens TO stamgast_app;
GRANT SELECT (id, slug) ON tenants TO stamgast_relay;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.refer(op.execute, "tenants")
    migrating.fence(op.execute, TENANT_TABLES)
    migrating.script(op.execute, REFERENCES)
    migrating.script(op.execute, POLICIES)
    migrating.script(op.execute, GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE revoked_tokens, programme_units, programmes, tenants")
    op.execute("DROP INDEX api_keys_origins_idx")
    op.execute("ALTER TABLE api_keys DROP COLUMN successor_id")
