"""What holds of earning as a whole."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_1620"
down_revision = "20261122_1110"

TABLE = """
CREATE TABLE earning_settings (
    tenant_id uuid,
    guest_days integer NOT NULL,
    CONSTRAINT earning_settings_pkey PRIMARY KEY (tenant_id)
)
"""

GRANTS = "GRANT SELECT, INSERT, UPDATE ON earning_settings TO stamgast_app"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(TABLE)
    migrating.fence(op.execute, ("earning_settings",))
    op.execute(GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE earning_settings")
