"""Who is to be helped by a person."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2345"
down_revision = "20261122_2331"

TENANT_TABLES = ("help_requests",)

TABLES = """
CREATE TABLE help_requests (
    tenant_id uuid,
    id uuid,
    customer_id uuid NOT NULL,
    journey text NOT NULL,
    upon text NOT NULL,
    state text NOT NULL,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    goodwill bigint,
    CONSTRAINT help_requests_pkey PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX help_requests_open_idx
    ON help_requests (tenant_id, customer_id) WHERE state = 'open';
"""

GRANTS = "GRANT SELECT, INSERT, UPDATE, DELETE ON help_requests TO stamgast_app;"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, TENANT_TABLES)
    migrating.script(op.execute, GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE help_requests")
