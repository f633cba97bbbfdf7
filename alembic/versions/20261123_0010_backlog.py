"""What waits and what was given up is counted across tenants, and no more."""

from alembic import op

from domain.kernel import migrating

revision = "20261123_0010"
down_revision = "20261122_2333"

UP = """
CREATE INDEX outbox_parked_idx ON outbox (tenant_id)
    WHERE ring_at IS NULL AND done_at IS NULL;
CREATE INDEX webhook_deliveries_parked_idx ON webhook_deliveries (tenant_id)
    WHERE state = 'parked';
GRANT SELECT (done_at) ON outbox TO stamgast_relay;
CREATE POLICY relay ON webhook_deliveries FOR SELECT TO stamgast_relay USING (true);
GRANT SELECT (tenant_id, due_at, state) ON webhook_deliveries TO stamgast_relay;
"""

DOWN = """
REVOKE SELECT (tenant_id, due_at, state) ON webhook_deliveries FROM stamgast_relay;
DROP POLICY relay ON webhook_deliveries;
REVOKE SELECT (done_at) ON outbox FROM stamgast_relay;
DROP INDEX webhook_deliveries_parked_idx;
DROP INDEX outbox_parked_idx;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, UP)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, DOWN)
