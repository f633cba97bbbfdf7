"""The ledger: where a return takes from; holds of a customer, newest first."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2010"
down_revision = "20261122_2020"

CHANGES = """
ALTER TABLE unit_policies ADD COLUMN clawback text NOT NULL DEFAULT 'unlimited';
CREATE INDEX holds_tenant_id_customer_id_id_idx ON holds (tenant_id, customer_id, id);
"""

BACK = """
DROP INDEX holds_tenant_id_customer_id_id_idx;
ALTER TABLE unit_policies DROP COLUMN clawback;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, CHANGES)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, BACK)
