"""Whether a contribution may count for what the shop gives for contributions."""

from alembic import op

revision = "20261123_0016"
down_revision = "20261123_0015"


def upgrade() -> None:
    """Go forward; what there is may count, and so may what the code before writes."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        "ALTER TABLE contributions ADD COLUMN counts boolean NOT NULL DEFAULT true"
    )


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE contributions DROP COLUMN counts")
