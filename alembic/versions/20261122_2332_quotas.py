"""Tenants may ask as much in a day as whoever runs the platform says."""

from alembic import op

revision = "20261122_2332"
down_revision = "20261122_2356"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE tenants ADD COLUMN requests_per_day integer")
    op.execute("GRANT UPDATE (requests_per_day) ON tenants TO stamgast_app")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE tenants DROP COLUMN requests_per_day")
