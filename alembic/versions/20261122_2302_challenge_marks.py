"""Marks of who is to be looked at, for which nobody waits."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2302"
down_revision = "20261122_2301"

TABLES = """
CREATE TABLE challenge_marks (
    tenant_id uuid,
    id uuid,
    customer_id uuid NOT NULL,
    due_at timestamptz NOT NULL,
    CONSTRAINT challenge_marks_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX challenge_marks_tenant_id_due_at_idx
    ON challenge_marks (tenant_id, due_at);
CREATE INDEX challenge_marks_tenant_id_customer_id_idx
    ON challenge_marks (tenant_id, customer_id);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON challenge_marks TO stamgast_app;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, ("challenge_marks",))
    migrating.script(op.execute, GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE challenge_marks")
