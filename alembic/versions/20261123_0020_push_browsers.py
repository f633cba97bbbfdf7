"""Browsers that show push messages."""

from alembic import op

from domain.kernel import migrating

revision = "20261123_0020"
down_revision = "20261123_0035"

TABLES = """
CREATE TABLE push_browsers (
    tenant_id uuid,
    id uuid,
    endpoint_index bytea NOT NULL,
    customer_id uuid NOT NULL,
    service text NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    CONSTRAINT push_browsers_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT push_browsers_tenant_id_endpoint_index_key
        UNIQUE (tenant_id, endpoint_index)
);
CREATE INDEX push_browsers_tenant_id_customer_id_idx
    ON push_browsers (tenant_id, customer_id);
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, ("push_browsers",))
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON push_browsers TO stamgast_app")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE push_browsers")
