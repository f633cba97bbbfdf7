"""Idempotency keys may stand for a refusal."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2011"
down_revision = "20261122_2030"

CHANGES = "ALTER TABLE idempotency_keys ADD COLUMN refusal text;\n"
BACK = "ALTER TABLE idempotency_keys DROP COLUMN refusal;\n"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, CHANGES)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, BACK)
