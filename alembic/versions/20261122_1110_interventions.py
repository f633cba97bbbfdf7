"""The ledger: accounts are frozen and lots renewed; pots, policies and rates."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_1110"
down_revision = "20261122_1820"

TENANT_TABLES = ("interventions", "unit_policies", "unit_rates", "pots")

CHANGES = """
ALTER TABLE accounts
    ADD COLUMN frozen boolean NOT NULL DEFAULT false,
    ADD COLUMN renewing boolean NOT NULL DEFAULT false;
ALTER TABLE lots ADD COLUMN renewed_months smallint NOT NULL DEFAULT 0;
"""

TABLES = """
CREATE TABLE interventions (
    tenant_id uuid,
    id uuid,
    kind text NOT NULL,
    customer_id uuid NOT NULL,
    unit text NOT NULL,
    amount bigint NOT NULL,
    expires_at timestamptz,
    reason text,
    author text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT interventions_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX interventions_tenant_id_customer_id_idx
    ON interventions (tenant_id, customer_id);
CREATE TABLE unit_policies (
    tenant_id uuid,
    unit text,
    balance_max bigint,
    over text NOT NULL,
    giveable boolean NOT NULL,
    CONSTRAINT unit_policies_pkey PRIMARY KEY (tenant_id, unit)
);
CREATE TABLE unit_rates (
    tenant_id uuid,
    unit text,
    "into" text,
    takes bigint NOT NULL,
    gives bigint NOT NULL,
    CONSTRAINT unit_rates_pkey PRIMARY KEY (tenant_id, unit, "into"),
    CONSTRAINT unit_rates_rate_check CHECK (takes > 0 AND gives > 0)
);
CREATE TABLE pots (
    tenant_id uuid,
    id uuid,
    name text NOT NULL,
    unit text NOT NULL,
    status text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pots_pkey PRIMARY KEY (tenant_id, id)
);
"""

GRANTS = """
GRANT SELECT, INSERT ON interventions TO stamgast_app;
GRANT UPDATE (reason) ON interventions TO stamgast_app;
GRANT SELECT, INSERT, UPDATE ON unit_policies, unit_rates TO stamgast_app;
GRANT SELECT, INSERT ON pots TO stamgast_app;
GRANT UPDATE (status) ON pots TO stamgast_app;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, CHANGES)
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, TENANT_TABLES)
    migrating.script(op.execute, GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(f"DROP TABLE {', '.join(TENANT_TABLES)}")
    op.execute("ALTER TABLE lots DROP COLUMN renewed_months")
    op.execute("ALTER TABLE accounts DROP COLUMN frozen, DROP COLUMN renewing")
