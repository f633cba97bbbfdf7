"""What came back of a goal is found without looking at what waits to be folded."""

from alembic import op

from domain.kernel import migrating

revision = "20261123_0015"
down_revision = "20261123_0010"

UP = """
CREATE INDEX challenge_contributions_less_idx
    ON challenge_contributions (tenant_id, challenge) WHERE amount < folded;
"""

DOWN = "DROP INDEX challenge_contributions_less_idx"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, UP)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, DOWN)
