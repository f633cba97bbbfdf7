"""Mails that the platform writes to customers."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2040"
down_revision = "20261122_1620"

TENANT_TABLES = ("mails",)

TABLES = """
CREATE TABLE mails (
    tenant_id uuid,
    id uuid,
    customer_id uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    content bytea,
    attempts smallint NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    due_at timestamptz,
    attempted_at timestamptz,
    ended_at timestamptz,
    reply text,
    CONSTRAINT mails_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX mails_tenant_id_customer_id_idx ON mails (tenant_id, customer_id);
CREATE INDEX mails_due_at_idx ON mails (tenant_id, due_at) WHERE due_at IS NOT NULL;
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON mails TO stamgast_app;
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
