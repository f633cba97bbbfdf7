"""Shops that left a partner, and how far the erasure of their customers is."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2140"
down_revision = "20261122_2112"

TABLE = """
CREATE TABLE shop_redactions (
    tenant_id uuid,
    shop_domain text,
    asked_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    begun_at timestamptz,
    after_id uuid,
    asked_all_at timestamptz,
    customers integer NOT NULL,
    CONSTRAINT shop_redactions_pkey PRIMARY KEY (tenant_id, shop_domain)
);
"""

GRANTS = "GRANT SELECT, INSERT, UPDATE, DELETE ON shop_redactions TO stamgast_app;"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLE)
    migrating.fence(op.execute, ("shop_redactions",))
    migrating.script(op.execute, GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE shop_redactions")
