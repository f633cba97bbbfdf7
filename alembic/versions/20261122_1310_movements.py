"""Roll-ups of the tenant's sides, a period of recording at a time."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_1310"
down_revision = "20261122_1605"

TABLES = """
CREATE TABLE periods (
    tenant_id uuid,
    since timestamptz,
    until timestamptz NOT NULL,
    CONSTRAINT periods_pkey PRIMARY KEY (tenant_id, since),
    CONSTRAINT periods_order_check CHECK (until > since)
);
CREATE TABLE movements (
    tenant_id uuid,
    since timestamptz,
    number bigint,
    unit text NOT NULL,
    kind text NOT NULL,
    debit text NOT NULL,
    credit text NOT NULL,
    occurred_on date NOT NULL,
    issued_in date,
    expires_in date,
    amount bigint NOT NULL,
    transfers bigint NOT NULL,
    occurred_from timestamptz NOT NULL,
    occurred_until timestamptz NOT NULL,
    known_from timestamptz NOT NULL,
    known_until timestamptz NOT NULL,
    CONSTRAINT movements_pkey PRIMARY KEY (tenant_id, since, number)
);
ALTER TABLE periods ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE movements ALTER COLUMN tenant_id SET STATISTICS 0;
CREATE INDEX transfers_tenant_id_recorded_at_idx
    ON transfers (tenant_id, recorded_at);
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, ("periods", "movements"))
    op.execute("GRANT SELECT, INSERT ON periods, movements TO stamgast_app")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP INDEX transfers_tenant_id_recorded_at_idx")
    op.execute("DROP TABLE movements, periods")
