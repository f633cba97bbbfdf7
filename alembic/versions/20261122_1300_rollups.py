"""Roll-ups of accounts, from which a balance of any instant is near."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_1300"
down_revision = "20261122_1800"

TABLES = """
CREATE TABLE rollups (
    tenant_id uuid,
    customer_id uuid,
    unit text,
    number bigint CONSTRAINT rollups_number_check CHECK (number >= 0),
    occurred_from timestamptz NOT NULL,
    occurred_until timestamptz NOT NULL,
    known_from timestamptz NOT NULL,
    known_until timestamptz NOT NULL,
    available bigint NOT NULL,
    pending bigint NOT NULL,
    held bigint NOT NULL,
    debt bigint NOT NULL,
    CONSTRAINT rollups_pkey PRIMARY KEY (tenant_id, customer_id, unit, number)
);
ALTER TABLE rollups ALTER COLUMN tenant_id SET STATISTICS 0;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, ("rollups",))
    op.execute("GRANT SELECT, INSERT ON rollups TO stamgast_app")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE rollups")
