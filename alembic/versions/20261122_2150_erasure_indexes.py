"""What an erasure takes from messages and remembered answers, it finds by an index."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2150"
down_revision = "20261122_2140"

INDEXES = """
DROP INDEX outbox_erased_idx;
CREATE INDEX outbox_customer_idx ON outbox (tenant_id, (payload ->> 'customer_id'))
    WHERE (payload ->> 'customer_id') IS NOT NULL;
CREATE INDEX idempotency_keys_customer_idx ON idempotency_keys (tenant_id, customer_id)
    WHERE customer_id IS NOT NULL;
"""

BACK = """
DROP INDEX idempotency_keys_customer_idx;
DROP INDEX outbox_customer_idx;
CREATE INDEX outbox_erased_idx ON outbox (tenant_id, (payload ->> 'customer_id'))
    WHERE name = 'customer.erased';
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, INDEXES)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, BACK)
