"""What was tried and gave nothing, how much of caps is used, and events taken back."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_1605"
down_revision = "20261122_1100"

TABLES = """
CREATE TABLE evaluations (
    tenant_id uuid,
    cause_id uuid,
    cause text NOT NULL,
    customer_id uuid NOT NULL,
    facts jsonb,
    refused jsonb NOT NULL,
    barred boolean NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT evaluations_pkey PRIMARY KEY (tenant_id, cause_id)
);
CREATE TABLE cap_uses (
    tenant_id uuid,
    cap text,
    customer_id uuid,
    period text,
    used bigint NOT NULL,
    CONSTRAINT cap_uses_pkey PRIMARY KEY (tenant_id, cap, customer_id, period)
);
ALTER TABLE evaluations ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE cap_uses ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE awards ADD COLUMN reward text;
ALTER TABLE events ADD COLUMN removed_at timestamptz;
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON evaluations TO stamgast_app;
GRANT SELECT, INSERT, UPDATE ON cap_uses TO stamgast_app;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, ("evaluations", "cap_uses"))
    migrating.script(op.execute, GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE evaluations, cap_uses")
    op.execute("ALTER TABLE awards DROP COLUMN reward")
    op.execute("ALTER TABLE events DROP COLUMN removed_at")
