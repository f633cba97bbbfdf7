"""The thresholds that customers look forward to."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_0850"
down_revision = "20261122_0800"

TABLES = """
CREATE TABLE thresholds (
    tenant_id uuid,
    unit text,
    amount bigint CONSTRAINT thresholds_amount_check CHECK (amount > 0),
    name text NOT NULL,
    CONSTRAINT thresholds_pkey PRIMARY KEY (tenant_id, unit, amount)
);
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, ("thresholds",))
    op.execute("GRANT SELECT, INSERT, DELETE ON thresholds TO stamgast_app")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE thresholds")
