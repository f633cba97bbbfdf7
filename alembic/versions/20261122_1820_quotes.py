"""By which quote an order was placed."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_1820"
down_revision = "20261122_1615"

COLUMNS = """
ALTER TABLE order_claims ADD COLUMN quote_id uuid;
ALTER TABLE order_claims ADD COLUMN quoted_at timestamptz;
ALTER TABLE order_claims ADD COLUMN facts jsonb;
"""

BACK = """
ALTER TABLE order_claims DROP COLUMN facts;
ALTER TABLE order_claims DROP COLUMN quoted_at;
ALTER TABLE order_claims DROP COLUMN quote_id;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, COLUMNS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, BACK)
