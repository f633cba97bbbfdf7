"""Keys are pinned to the version of the API that their holder was written for."""

from alembic import op

revision = "20261122_2333"
down_revision = "20261123_0001"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    # Whoever held a key before there were versions was written for the first.
    op.execute(
        "ALTER TABLE api_keys ADD COLUMN api_version text NOT NULL DEFAULT '2026-11-22'"
    )


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE api_keys DROP COLUMN api_version")
