"""Whether a version of a template may be sent by."""

from alembic import op

revision = "20261122_2346"
down_revision = "20261122_2332"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        "ALTER TABLE message_templates ADD COLUMN state text NOT NULL"
        " DEFAULT 'approved'"
    )
    op.execute("GRANT UPDATE ON message_templates TO stamgast_app")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("REVOKE UPDATE ON message_templates FROM stamgast_app")
    op.execute("ALTER TABLE message_templates DROP COLUMN state")
