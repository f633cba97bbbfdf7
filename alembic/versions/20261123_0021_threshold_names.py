"""Thresholds may have a name of their own in Dutch."""

from alembic import op

revision = "20261123_0021"
down_revision = "20261123_0020"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE thresholds ADD COLUMN name_nl text")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE thresholds DROP COLUMN name_nl")
