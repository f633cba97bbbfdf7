"""What of a lot is left when it comes to last longer, and when that occurred."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2120"
down_revision = "20261122_2141"

# Nobody knows any more what was left: zero says so.
COLUMNS = """
ALTER TABLE extensions
    ADD COLUMN amount bigint NOT NULL DEFAULT 0
        CONSTRAINT extensions_amount_check CHECK (amount >= 0),
    ADD COLUMN occurred_at timestamptz;
ALTER TABLE extensions ALTER COLUMN amount DROP DEFAULT;
UPDATE extensions e SET occurred_at = least(t.occurred_at, e.recorded_at)
FROM transfers t WHERE t.tenant_id = e.tenant_id AND t.id = e.transfer_id;
ALTER TABLE extensions ALTER COLUMN occurred_at SET NOT NULL;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    with migrating.unfenced(op.execute, "extensions", "transfers"):
        migrating.script(op.execute, COLUMNS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE extensions DROP COLUMN amount, DROP COLUMN occurred_at")
