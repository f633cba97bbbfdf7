"""How likely customers are to buy within some days."""

from alembic import op

revision = "20261122_2240"
down_revision = "20261122_2120"

AHEAD = (7, 30, 90)


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    added = ", ".join(f"ADD COLUMN chance_{each} double precision" for each in AHEAD)
    op.execute(f"ALTER TABLE customer_scores {added}")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    gone = ", ".join(f"DROP COLUMN chance_{each}" for each in AHEAD)
    op.execute(f"ALTER TABLE customer_scores {gone}")
