"""What was to be taken back of an award, and was left by the unit's policy."""

from alembic import op

revision = "20261122_2310"
down_revision = "20261122_2251"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE awards ADD COLUMN spared bigint NOT NULL DEFAULT 0")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE awards DROP COLUMN spared")
