"""Redemptions that a household pays."""

from alembic import op

revision = "20261124_0001"
down_revision = "20261124_0026"


def upgrade() -> None:
    """Go forward: what there is was paid by customers themselves."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE redemptions ADD COLUMN payer_id uuid")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE redemptions DROP COLUMN payer_id")
