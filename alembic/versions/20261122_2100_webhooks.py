"""Webhooks: endpoints, secrets, deliveries and attempts; when news happened."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2100"
down_revision = "20261122_2041"

TENANT_TABLES = (
    "webhook_endpoints",
    "webhook_secrets",
    "webhook_deliveries",
    "webhook_attempts",
)

TABLES = """
CREATE TABLE webhook_endpoints (
    tenant_id uuid,
    id uuid,
    url text NOT NULL,
    description text,
    events text[] NOT NULL,
    state text NOT NULL,
    disabled_at timestamptz,
    disabled_because text,
    created_at timestamptz NOT NULL,
    deleted_at timestamptz,
    version bigint NOT NULL,
    failures integer NOT NULL,
    failing_since timestamptz,
    due_at timestamptz,
    working_until timestamptz,
    sequence bigint NOT NULL,
    CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX webhook_endpoints_due_idx ON webhook_endpoints (tenant_id, due_at)
    WHERE due_at IS NOT NULL;
CREATE TABLE webhook_secrets (
    tenant_id uuid,
    id uuid,
    endpoint_id uuid NOT NULL,
    sealed bytea NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz,
    CONSTRAINT webhook_secrets_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX webhook_secrets_tenant_id_endpoint_id_idx
    ON webhook_secrets (tenant_id, endpoint_id);
CREATE TABLE webhook_deliveries (
    tenant_id uuid,
    endpoint_id uuid,
    event_id uuid,
    event text NOT NULL,
    sequence bigint NOT NULL,
    state text NOT NULL,
    attempts smallint NOT NULL,
    occurred_at timestamptz NOT NULL,
    due_at timestamptz,
    gives_up_at timestamptz NOT NULL,
    settled_at timestamptz,
    status smallint,
    fault text,
    CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (tenant_id, endpoint_id, event_id)
);
CREATE INDEX webhook_deliveries_due_idx
    ON webhook_deliveries (tenant_id, endpoint_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_settled_idx
    ON webhook_deliveries (tenant_id, settled_at);
CREATE INDEX webhook_deliveries_erased_idx ON webhook_deliveries (tenant_id, event_id)
    WHERE event = 'customer.erased';
CREATE TABLE webhook_attempts (
    tenant_id uuid,
    endpoint_id uuid,
    event_id uuid,
    number smallint,
    began_at timestamptz NOT NULL,
    ended_at timestamptz,
    status smallint,
    fault text,
    CONSTRAINT webhook_attempts_pkey
        PRIMARY KEY (tenant_id, endpoint_id, event_id, number)
);
"""

REFERENCES = """
ALTER TABLE webhook_secrets ADD CONSTRAINT webhook_secrets_tenant_id_endpoint_id_fkey
    FOREIGN KEY (tenant_id, endpoint_id) REFERENCES webhook_endpoints (tenant_id, id);
ALTER TABLE webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_tenant_id_endpoint_id_fkey
    FOREIGN KEY (tenant_id, endpoint_id) REFERENCES webhook_endpoints (tenant_id, id);
ALTER TABLE webhook_attempts
    ADD CONSTRAINT webhook_attempts_tenant_id_endpoint_id_event_id_fkey
    FOREIGN KEY (tenant_id, endpoint_id, event_id)
    REFERENCES webhook_deliveries (tenant_id, endpoint_id, event_id) ON DELETE CASCADE;
"""

# Who sends sees which endpoints wait, of all tenants, as it sees whose news does.
GRANTS = """
CREATE POLICY relay ON webhook_endpoints FOR SELECT TO stamgast_relay USING (true);
GRANT SELECT (tenant_id, id, due_at) ON webhook_endpoints TO stamgast_relay;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_endpoints, webhook_deliveries,
    webhook_attempts TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_secrets TO stamgast_app;
"""

# By when things happened they are replayed, and forgotten.
OUTBOX = """
CREATE INDEX outbox_occurred_idx ON outbox (tenant_id, occurred_at);
CREATE INDEX outbox_erased_idx ON outbox (tenant_id, (payload ->> 'customer_id'))
    WHERE name = 'customer.erased';
GRANT DELETE ON outbox TO stamgast_app;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, TENANT_TABLES)
    migrating.script(op.execute, REFERENCES)
    migrating.script(op.execute, GRANTS)
    migrating.script(op.execute, OUTBOX)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("REVOKE DELETE ON outbox FROM stamgast_app")
    op.execute("DROP INDEX outbox_erased_idx, outbox_occurred_idx")
    op.execute(f"DROP TABLE {', '.join(reversed(TENANT_TABLES))}")
