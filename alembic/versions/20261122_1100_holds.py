"""The ledger: what is set aside, what was undone, and what lasts longer."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_1100"
down_revision = "20261122_1300"

TENANT_TABLES = ("holds", "reversals", "extensions")

# A default that is a constant is not written to any row; new rows name their values.
CHANGES = """
ALTER TABLE accounts
    ADD COLUMN held bigint NOT NULL DEFAULT 0,
    ADD COLUMN held_holds uuid[] NOT NULL DEFAULT '{}',
    ADD COLUMN held_lots uuid[] NOT NULL DEFAULT '{}',
    ADD COLUMN held_amounts bigint[] NOT NULL DEFAULT '{}',
    ADD COLUMN held_until timestamptz[] NOT NULL DEFAULT '{}',
    ADD COLUMN held_expires timestamptz[] NOT NULL DEFAULT '{}',
    DROP CONSTRAINT accounts_funds_check,
    ADD CONSTRAINT accounts_funds_check
        CHECK (available >= 0 AND pending >= 0 AND held >= 0 AND debt >= 0) NOT VALID;
ALTER TABLE accounts VALIDATE CONSTRAINT accounts_funds_check;
ALTER TABLE transfers ADD COLUMN held_after bigint NOT NULL DEFAULT 0;
"""

TABLES = """
CREATE TABLE holds (
    tenant_id uuid,
    id uuid,
    customer_id uuid NOT NULL,
    unit text NOT NULL,
    amount bigint NOT NULL CONSTRAINT holds_amount_check CHECK (amount > 0),
    status text NOT NULL,
    expires_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT holds_pkey PRIMARY KEY (tenant_id, id)
);
CREATE TABLE reversals (
    tenant_id uuid,
    transfer_id uuid,
    by_id uuid,
    amount bigint NOT NULL CONSTRAINT reversals_amount_check CHECK (amount > 0),
    CONSTRAINT reversals_pkey PRIMARY KEY (tenant_id, transfer_id, by_id)
);
CREATE TABLE extensions (
    tenant_id uuid,
    lot_id uuid,
    transfer_id uuid,
    seq bigint NOT NULL,
    expires_at timestamptz,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT extensions_pkey PRIMARY KEY (tenant_id, lot_id, transfer_id)
);
"""

GRANTS = """
GRANT SELECT, INSERT ON holds, reversals, extensions TO stamgast_app;
GRANT UPDATE (customer_id, status, ended_at) ON holds TO stamgast_app;
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
    op.execute("ALTER TABLE transfers DROP COLUMN held_after")
    op.execute("ALTER TABLE accounts DROP CONSTRAINT accounts_funds_check")
    op.execute(
        "ALTER TABLE accounts DROP COLUMN held, DROP COLUMN held_holds,"
        " DROP COLUMN held_lots, DROP COLUMN held_amounts, DROP COLUMN held_until,"
        " DROP COLUMN held_expires"
    )
    op.execute(
        "ALTER TABLE accounts ADD CONSTRAINT accounts_funds_check"
        " CHECK (available >= 0 AND pending >= 0 AND debt >= 0)"
    )
