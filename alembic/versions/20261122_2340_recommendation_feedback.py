"""Feedback: what became of what was recommended."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2340"
down_revision = "20261122_2311"

TENANT_TABLES = ("recommendation_feedback",)

TABLES = """
CREATE TABLE recommendation_feedback (
    tenant_id uuid,
    customer_id uuid,
    slot text,
    model integer,
    day date,
    product_id text,
    place smallint NOT NULL,
    reason text NOT NULL,
    drawn smallint,
    seen_at timestamptz NOT NULL,
    clicked_at timestamptz,
    bought_at timestamptz,
    CONSTRAINT recommendation_feedback_pkey
        PRIMARY KEY (tenant_id, customer_id, slot, model, day, product_id)
);
CREATE INDEX recommendation_feedback_tenant_id_day_idx
    ON recommendation_feedback (tenant_id, day);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON recommendation_feedback TO stamgast_app;
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
