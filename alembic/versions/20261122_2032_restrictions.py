"""Restrictions, suppressions, and lots whose clock stands still."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2032"
down_revision = "20261122_2111"

TENANT_TABLES = ("restrictions", "suppressions", "stopped_lots")

TABLES = """
CREATE TABLE restrictions (
    tenant_id uuid,
    customer_id uuid,
    reason text NOT NULL,
    author text NOT NULL,
    restricted_at timestamptz NOT NULL,
    CONSTRAINT restrictions_pkey PRIMARY KEY (tenant_id, customer_id)
);
CREATE TABLE suppressions (
    tenant_id uuid,
    customer_id uuid,
    suppressed_at timestamptz NOT NULL,
    CONSTRAINT suppressions_pkey PRIMARY KEY (tenant_id, customer_id)
);
CREATE TABLE stopped_lots (
    tenant_id uuid,
    lot_id uuid,
    customer_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    stopped_at timestamptz NOT NULL,
    CONSTRAINT stopped_lots_pkey PRIMARY KEY (tenant_id, lot_id)
);
CREATE INDEX stopped_lots_tenant_id_customer_id_idx
    ON stopped_lots (tenant_id, customer_id);
"""

REFERENCES = """
ALTER TABLE restrictions ADD CONSTRAINT restrictions_tenant_id_customer_id_fkey
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id);
ALTER TABLE suppressions ADD CONSTRAINT suppressions_tenant_id_customer_id_fkey
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
    DEFERRABLE INITIALLY DEFERRED;
"""

GRANTS = """
GRANT SELECT, INSERT, DELETE ON restrictions, suppressions, stopped_lots
    TO stamgast_app;
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
