"""Answers are scheduled, run, and say how far they are."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2325"
down_revision = "20261122_2330"

INDEX = """
CREATE INDEX privacy_requests_waiting_idx ON privacy_requests (tenant_id, state, id)
    WHERE state IN ({states})
"""
WAITING = """
UPDATE privacy_requests SET state = 'scheduled'
    WHERE state = 'verified' AND kind IN ('access', 'portability')
"""
BACK = """
UPDATE privacy_requests SET state = 'verified'
    WHERE state IN ('scheduled', 'running')
"""
ADD = """
ALTER TABLE privacy_requests
    ADD COLUMN progress smallint CHECK (progress BETWEEN 0 AND 100),
    ADD COLUMN progress_at timestamptz
"""
DROP = "ALTER TABLE privacy_requests DROP COLUMN progress, DROP COLUMN progress_at"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(ADD)
    with migrating.unfenced(op.execute, "privacy_requests"):
        op.execute(WAITING)
    _index("'identity_pending', 'scheduled', 'running', 'failed'")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    with migrating.unfenced(op.execute, "privacy_requests"):
        op.execute(BACK)
    op.execute(DROP)
    _index("'identity_pending', 'verified', 'failed'")


def _index(states: str) -> None:
    op.execute("DROP INDEX privacy_requests_waiting_idx")
    op.execute(INDEX.format(states=states))
