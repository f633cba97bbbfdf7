"""Events are found by the order that they name."""

from alembic import op

revision = "20261122_2020"
down_revision = "20261122_2040"

INDEX = """
CREATE INDEX events_order_idx ON events (tenant_id, (data ->> 'order'))
WHERE data ? 'order'
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(INDEX)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP INDEX events_order_idx")
