"""The ledger: accounts, transfers, lots, what falls due, and adjustments."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_0500"
down_revision = "20261122_0200"

TENANT_TABLES = ("accounts", "transfers", "lots", "dues", "adjustments")

# Room on each page for the next version of a row, and no index on what changes: so an
# update touches one page and no index.
TABLES = """
CREATE TABLE accounts (
    tenant_id uuid,
    customer_id uuid,
    unit text,
    available bigint NOT NULL,
    pending bigint NOT NULL,
    debt bigint NOT NULL,
    seq bigint NOT NULL,
    lot_ids uuid[] NOT NULL,
    lot_amounts bigint[] NOT NULL,
    lot_expires timestamptz[] NOT NULL,
    pending_ids uuid[] NOT NULL,
    pending_amounts bigint[] NOT NULL,
    pending_available timestamptz[] NOT NULL,
    pending_expires timestamptz[] NOT NULL,
    CONSTRAINT accounts_pkey PRIMARY KEY (tenant_id, customer_id, unit),
    CONSTRAINT accounts_funds_check
        CHECK (available >= 0 AND pending >= 0 AND debt >= 0)
) WITH (fillfactor = 60);
CREATE TABLE transfers (
    tenant_id uuid,
    id uuid,
    customer_id uuid NOT NULL,
    unit text NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    debit text NOT NULL,
    credit text NOT NULL,
    amount bigint NOT NULL CONSTRAINT transfers_amount_check CHECK (amount >= 0),
    lot_ids uuid[] NOT NULL,
    lot_amounts bigint[] NOT NULL,
    available_after bigint NOT NULL,
    pending_after bigint NOT NULL,
    debt_after bigint NOT NULL,
    source_type text NOT NULL,
    source_id text NOT NULL,
    effect text NOT NULL,
    part smallint NOT NULL,
    fingerprint text NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT transfers_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT transfers_tenant_id_source_type_source_id_effect_part_key
        UNIQUE (tenant_id, source_type, source_id, effect, part),
    CONSTRAINT transfers_tenant_id_customer_id_unit_seq_key
        UNIQUE (tenant_id, customer_id, unit, seq),
    CONSTRAINT transfers_sides_check CHECK (debit <> credit)
);
CREATE TABLE lots (
    tenant_id uuid,
    id uuid,
    transfer_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    unit text NOT NULL,
    amount bigint NOT NULL CONSTRAINT lots_amount_check CHECK (amount > 0),
    available_at timestamptz NOT NULL,
    expires_at timestamptz,
    CONSTRAINT lots_pkey PRIMARY KEY (tenant_id, id)
);
CREATE TABLE dues (
    tenant_id uuid,
    due_at timestamptz,
    customer_id uuid,
    unit text,
    CONSTRAINT dues_pkey PRIMARY KEY (tenant_id, due_at, customer_id, unit)
);
CREATE TABLE adjustments (
    tenant_id uuid,
    id uuid,
    customer_id uuid NOT NULL,
    unit text NOT NULL,
    amount bigint NOT NULL,
    reason text,
    author text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT adjustments_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX adjustments_tenant_id_customer_id_idx
    ON adjustments (tenant_id, customer_id);
"""

# What was written in the books stays as it was written, whatever the application does.
GRANTS = """
GRANT SELECT, INSERT, UPDATE ON accounts TO stamgast_app;
GRANT SELECT, INSERT ON transfers, lots TO stamgast_app;
GRANT SELECT, INSERT, DELETE ON dues TO stamgast_app;
GRANT SELECT, INSERT ON adjustments TO stamgast_app;
GRANT UPDATE (reason) ON adjustments TO stamgast_app;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, TENANT_TABLES)
    migrating.script(op.execute, GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(f"DROP TABLE {', '.join(TENANT_TABLES)}")
