"""Models of recommendations are forgotten, and which one is kept is found at once."""

from alembic import op

revision = "20261124_0055"
down_revision = "20261124_0015"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        "CREATE INDEX recommenders_kept_idx ON recommenders (tenant_id, number)"
        " WHERE kept_at IS NOT NULL"
    )
    op.execute("GRANT DELETE ON recommenders TO stamgast_app")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("REVOKE DELETE ON recommenders FROM stamgast_app")
    op.execute("DROP INDEX recommenders_kept_idx")
