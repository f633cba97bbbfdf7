"""Purposes, notices, and what customers said of them."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_1900"
down_revision = "20261122_1200"

TENANT_TABLES = (
    "purposes",
    "notices",
    "consent_files",
    "consent_events",
    "consent_states",
)

TABLES = """
CREATE TABLE purposes (
    tenant_id uuid,
    purpose text,
    name jsonb NOT NULL,
    basis text NOT NULL,
    kind text NOT NULL,
    channels text[] NOT NULL,
    opt_in text NOT NULL,
    valid_months integer,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT purposes_pkey PRIMARY KEY (tenant_id, purpose)
);
CREATE TABLE notices (
    tenant_id uuid,
    purpose text,
    version integer,
    text jsonb NOT NULL,
    change text NOT NULL,
    published_at timestamptz NOT NULL,
    CONSTRAINT notices_pkey PRIMARY KEY (tenant_id, purpose, version)
);
CREATE TABLE consent_files (
    tenant_id uuid,
    customer_id uuid,
    version bigint NOT NULL,
    head bytea NOT NULL,
    CONSTRAINT consent_files_pkey PRIMARY KEY (tenant_id, customer_id)
);
CREATE TABLE consent_events (
    tenant_id uuid,
    id uuid,
    customer_id uuid NOT NULL,
    seq bigint NOT NULL,
    purpose text NOT NULL,
    channel text NOT NULL,
    state text NOT NULL,
    basis text NOT NULL,
    notice_version integer,
    language text,
    method text NOT NULL,
    source text NOT NULL,
    confirmed_at timestamptz,
    network text,
    occurred_at timestamptz NOT NULL,
    effective_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    expires_at timestamptz,
    hash bytea NOT NULL,
    CONSTRAINT consent_events_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT consent_events_tenant_id_customer_id_seq_key
        UNIQUE (tenant_id, customer_id, seq)
);
CREATE TABLE consent_states (
    tenant_id uuid,
    customer_id uuid,
    purpose text,
    channel text,
    consent_id uuid NOT NULL,
    state text NOT NULL,
    expires_at timestamptz,
    CONSTRAINT consent_states_pkey
        PRIMARY KEY (tenant_id, customer_id, purpose, channel)
);
CREATE INDEX consent_states_expires_at_idx ON consent_states (tenant_id, expires_at)
    WHERE expires_at IS NOT NULL;
"""

# What was said is only added to; of the network alone something may be taken away.
GRANTS = """
GRANT SELECT, INSERT, UPDATE ON purposes TO stamgast_app;
GRANT SELECT, INSERT ON notices TO stamgast_app;
GRANT SELECT, INSERT, UPDATE ON consent_files TO stamgast_app;
GRANT SELECT, INSERT ON consent_events TO stamgast_app;
GRANT SELECT, INSERT, UPDATE ON consent_states TO stamgast_app;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, TENANT_TABLES)
    migrating.script(op.execute, GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(f"DROP TABLE {', '.join(reversed(TENANT_TABLES))}")
