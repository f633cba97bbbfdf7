"""News carries where in a trace it happened."""

from alembic import op

revision = "20261122_2331"
down_revision = "20261122_2355"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE outbox ADD COLUMN trace text")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE outbox DROP COLUMN trace")
