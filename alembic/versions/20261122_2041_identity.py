"""Codes that show who asks, and the addresses that customers had until lately."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2041"
down_revision = "20261122_2110"

TENANT_TABLES = ("former_emails", "identity_checks")

TABLES = """
CREATE TABLE former_emails (
    tenant_id uuid,
    customer_id uuid,
    email bytea NOT NULL,
    replaced_at timestamptz NOT NULL,
    CONSTRAINT former_emails_pkey PRIMARY KEY (tenant_id, customer_id)
);
CREATE TABLE identity_checks (
    tenant_id uuid,
    request_id uuid,
    customer_id uuid,
    email_index bytea,
    kind text NOT NULL,
    language text NOT NULL,
    wish text,
    code bytea,
    earlier_code bytea,
    tries smallint NOT NULL,
    asked_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    passed_at timestamptz,
    CONSTRAINT identity_checks_pkey PRIMARY KEY (tenant_id, request_id)
);
CREATE INDEX identity_checks_tenant_id_email_index_asked_at_idx
    ON identity_checks (tenant_id, email_index, asked_at);
CREATE INDEX identity_checks_tenant_id_expires_at_idx
    ON identity_checks (tenant_id, expires_at);
"""

REFERENCES = """
ALTER TABLE former_emails ADD CONSTRAINT former_emails_tenant_id_customer_id_fkey
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
    DEFERRABLE INITIALLY DEFERRED;
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON former_emails, identity_checks TO stamgast_app;
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
