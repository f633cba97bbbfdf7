"""What one of a unit of value is called, if a shop says so."""

from alembic import op

revision = "20261122_2211"
down_revision = "20261122_2222"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE programme_units ADD COLUMN singular text")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE programme_units DROP COLUMN singular")
