"""To whose taste products are, and how many bought them who never had."""

from alembic import op

revision = "20261124_0015"
down_revision = "20261124_0001"


def upgrade() -> None:
    """Go forward: models of before say nothing of it, and do without."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        "ALTER TABLE recommended_products"
        " ADD COLUMN first_week integer NOT NULL DEFAULT 0,"
        " ADD COLUMN first_month integer NOT NULL DEFAULT 0,"
        " ADD COLUMN taste text NOT NULL DEFAULT ''"
    )


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        "ALTER TABLE recommended_products DROP COLUMN first_week,"
        " DROP COLUMN first_month, DROP COLUMN taste"
    )
