"""What of an award came free before the rest, as lines were confirmed."""

from alembic import op

revision = "20261122_2210"
down_revision = "20261122_2240"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE awards ADD COLUMN releases jsonb")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE awards DROP COLUMN releases")
