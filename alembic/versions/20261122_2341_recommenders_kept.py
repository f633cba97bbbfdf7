"""A model of recommendations may be kept in use."""

from alembic import op

revision = "20261122_2341"
down_revision = "20261122_2325"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE recommenders ADD COLUMN kept_at timestamptz")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE recommenders DROP COLUMN kept_at")
