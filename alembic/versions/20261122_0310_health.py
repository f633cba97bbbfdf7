"""Who serves may ask how far the database has been migrated."""

from alembic import op

revision = "20261122_0310"
down_revision = "20261122_0300"


def upgrade() -> None:
    """Go forward."""
    op.execute("GRANT SELECT ON alembic_version TO stamgast_app")


def downgrade() -> None:
    """Go back."""
    op.execute("REVOKE SELECT ON alembic_version FROM stamgast_app")
