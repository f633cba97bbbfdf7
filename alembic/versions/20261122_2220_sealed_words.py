"""What is said of requests is sealed; it can't be by a database, so it is let go."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2220"
down_revision = "20261122_2210"

SEALED = """
ALTER TABLE privacy_requests
    ALTER wish TYPE bytea USING NULL, ALTER note TYPE bytea USING NULL;
ALTER TABLE privacy_request_events ALTER note TYPE bytea USING NULL;
ALTER TABLE identity_checks ALTER wish TYPE bytea USING NULL;
"""

BACK = """
ALTER TABLE identity_checks ALTER wish TYPE text USING NULL;
ALTER TABLE privacy_request_events ALTER note TYPE text USING NULL;
ALTER TABLE privacy_requests
    ALTER wish TYPE text USING NULL, ALTER note TYPE text USING NULL;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, SEALED)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, BACK)
