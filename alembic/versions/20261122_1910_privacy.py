"""AVG requests, what happened to them, and what they were answered with."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_1910"
down_revision = "20261122_1500"

TENANT_TABLES = ("privacy_requests", "privacy_request_events", "privacy_exports")

TABLES = """
CREATE TABLE privacy_requests (
    tenant_id uuid,
    id uuid,
    customer_id uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    language text NOT NULL,
    wish text,
    received_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    extended_at timestamptz,
    verified_at timestamptz,
    duplicate_of uuid,
    note text,
    article text,
    version bigint NOT NULL,
    CONSTRAINT privacy_requests_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX privacy_requests_tenant_id_customer_id_id_idx
    ON privacy_requests (tenant_id, customer_id, id);
CREATE INDEX privacy_requests_waiting_idx ON privacy_requests (tenant_id, state, id)
    WHERE state IN ('identity_pending', 'verified');
CREATE TABLE privacy_request_events (
    tenant_id uuid,
    request_id uuid,
    seq integer,
    state text NOT NULL,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    note text,
    CONSTRAINT privacy_request_events_pkey PRIMARY KEY (tenant_id, request_id, seq)
);
CREATE TABLE privacy_exports (
    tenant_id uuid,
    request_id uuid,
    customer_id uuid NOT NULL,
    sealed bytea NOT NULL,
    digest bytea NOT NULL,
    token bytea,
    built_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT privacy_exports_pkey PRIMARY KEY (tenant_id, request_id)
);
CREATE UNIQUE INDEX privacy_exports_token_idx ON privacy_exports (tenant_id, token)
    WHERE token IS NOT NULL;
"""

REFERENCES = """
ALTER TABLE privacy_exports ADD CONSTRAINT privacy_exports_tenant_id_request_id_fkey
    FOREIGN KEY (tenant_id, request_id) REFERENCES privacy_requests (tenant_id, id);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON privacy_requests TO stamgast_app;
GRANT SELECT, INSERT ON privacy_request_events TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON privacy_exports TO stamgast_app;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, TENANT_TABLES)
    migrating.script(op.execute, REFERENCES)
    migrating.script(op.execute, GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(f"DROP TABLE {', '.join(reversed(TENANT_TABLES))}")
