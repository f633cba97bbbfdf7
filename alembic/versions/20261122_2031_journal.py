"""Who was erased is found by their ids, for the journal that is kept outside."""

from alembic import op

revision = "20261122_2031"
down_revision = "20261122_2100"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        "CREATE INDEX customers_erased_idx ON customers (tenant_id, id)"
        " WHERE erased_at IS NOT NULL"
    )


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP INDEX customers_erased_idx")
