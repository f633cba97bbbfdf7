"""What products lead to, and how often they were bought in a week and a year."""

from alembic import op

revision = "20261123_0038"
down_revision = "20261123_0037"


def upgrade() -> None:
    """Go forward: models of before say nothing of it, and do without."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        "ALTER TABLE recommended_products"
        " ADD COLUMN bought_week integer NOT NULL DEFAULT 0,"
        " ADD COLUMN bought_year integer NOT NULL DEFAULT 0,"
        " ADD COLUMN leads_to jsonb NOT NULL DEFAULT '[]'"
    )


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        "ALTER TABLE recommended_products DROP COLUMN bought_week,"
        " DROP COLUMN bought_year, DROP COLUMN leads_to"
    )
