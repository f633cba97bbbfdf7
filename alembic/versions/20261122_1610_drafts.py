"""What rules may become, before anybody earns by it."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_1610"
down_revision = "20261122_1810"

TABLES = """
CREATE TABLE earning_drafts (
    tenant_id uuid,
    rule text,
    name text NOT NULL,
    terms jsonb NOT NULL,
    valid_from timestamptz,
    updated_at timestamptz NOT NULL,
    CONSTRAINT earning_drafts_pkey PRIMARY KEY (tenant_id, rule)
);
"""

GRANTS = "GRANT SELECT, INSERT, UPDATE, DELETE ON earning_drafts TO stamgast_app"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, ("earning_drafts",))
    op.execute(GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE earning_drafts")
