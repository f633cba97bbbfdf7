"""Requests whose answer could not be collected wait with the others."""

from alembic import op

revision = "20261122_2141"
down_revision = "20261122_2150"

INDEX = """
CREATE INDEX privacy_requests_waiting_idx ON privacy_requests (tenant_id, state, id)
    WHERE state IN ({states})
"""


def upgrade() -> None:
    """Go forward."""
    _index("'identity_pending', 'verified', 'failed'")


def downgrade() -> None:
    """Go back."""
    _index("'identity_pending', 'verified'")


def _index(states: str) -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP INDEX privacy_requests_waiting_idx")
    op.execute(INDEX.format(states=states))
