"""Roles, keys, the outbox and its like: what every feature stands on."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_0100"
down_revision = None

TENANT_TABLES = (
    "vault.tenant_keys",
    "vault.customer_keys",
    "outbox",
    "inbox",
    "audit_entries",
    "idempotency_keys",
)

# Whoever migrates may act as both, which is how one URL serves all processes.
ROLES = """
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['stamgast_app', 'stamgast_relay'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        END IF;
        EXECUTE format('GRANT %I TO CURRENT_USER', name);
    END LOOP;
END $$
"""

TABLES = """
CREATE SCHEMA vault;
CREATE TABLE api_keys (
    digest bytea CONSTRAINT api_keys_pkey PRIMARY KEY,
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    hint text NOT NULL,
    scopes text[] NOT NULL,
    origins text[] NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    used_at timestamptz
);
CREATE UNIQUE INDEX api_keys_tenant_id_id_idx ON api_keys (tenant_id, id);
CREATE TABLE vault.tenant_keys (
    tenant_id uuid CONSTRAINT tenant_keys_pkey PRIMARY KEY,
    wrapped_key bytea NOT NULL,
    wrapped_pepper bytea NOT NULL
);
CREATE TABLE vault.customer_keys (
    tenant_id uuid,
    customer_id uuid,
    wrapped_key bytea NOT NULL,
    CONSTRAINT customer_keys_pkey PRIMARY KEY (tenant_id, customer_id)
);
CREATE TABLE outbox (
    tenant_id uuid,
    id uuid,
    name text NOT NULL,
    payload jsonb NOT NULL,
    occurred_at timestamptz NOT NULL,
    rings smallint NOT NULL,
    ring_at timestamptz,
    done_at timestamptz,
    CONSTRAINT outbox_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX outbox_waiting_idx ON outbox (tenant_id, ring_at)
    WHERE ring_at IS NOT NULL;
CREATE TABLE inbox (
    tenant_id uuid,
    message_id uuid,
    handler text,
    claimed_at timestamptz NOT NULL,
    CONSTRAINT inbox_pkey PRIMARY KEY (tenant_id, message_id, handler)
);
CREATE TABLE audit_entries (
    tenant_id uuid,
    id uuid,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    object_id text,
    CONSTRAINT audit_entries_pkey PRIMARY KEY (tenant_id, id)
);
CREATE TABLE idempotency_keys (
    tenant_id uuid,
    key text,
    fingerprint bytea NOT NULL,
    result bytea NOT NULL,
    customer_id uuid,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (tenant_id, key)
);
"""

# A key is looked up before there is a tenant; only its own tenant makes or ends one.
# The relay sees which tenants wait, of all tenants, and may read two columns for it.
POLICIES = f"""
ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY lookup ON api_keys FOR SELECT USING (true);
CREATE POLICY made ON api_keys FOR INSERT WITH CHECK (tenant_id = {migrating.TENANT});
CREATE POLICY changed ON api_keys FOR UPDATE USING (tenant_id = {migrating.TENANT});
CREATE POLICY relay ON outbox FOR SELECT TO stamgast_relay USING (true);
"""

GRANTS = """
GRANT USAGE ON SCHEMA vault TO stamgast_app;
GRANT SELECT, INSERT, UPDATE ON api_keys, outbox TO stamgast_app;
GRANT SELECT, INSERT ON vault.tenant_keys TO stamgast_app;
GRANT SELECT, INSERT, DELETE ON vault.customer_keys TO stamgast_app;
GRANT SELECT, INSERT, DELETE ON inbox, idempotency_keys TO stamgast_app;
GRANT SELECT, INSERT ON audit_entries TO stamgast_app;
GRANT SELECT (tenant_id, ring_at) ON outbox TO stamgast_relay;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(ROLES)
    migrating.script(op.execute, TABLES)
    migrating.refer(op.execute, "api_keys")
    migrating.fence(op.execute, TENANT_TABLES)
    migrating.script(op.execute, POLICIES)
    migrating.script(op.execute, GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(f"DROP TABLE api_keys, {', '.join(TENANT_TABLES)}")
    op.execute("DROP SCHEMA vault")
