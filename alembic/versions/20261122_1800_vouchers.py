"""Vouchers, their pools, and what orders use besides money."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_1800"
down_revision = "20261122_1600"

TENANT_TABLES = ("order_claims", "voucher_pools", "vouchers", "voucher_moves")

TABLES = """
CREATE TABLE order_claims (
    tenant_id uuid,
    order_id uuid,
    cart text,
    redemptions uuid[] NOT NULL,
    CONSTRAINT order_claims_pkey PRIMARY KEY (tenant_id, order_id)
);
CREATE TABLE voucher_pools (
    tenant_id uuid,
    id uuid,
    pool text NOT NULL,
    name text NOT NULL,
    terms jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT voucher_pools_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT voucher_pools_tenant_id_pool_key UNIQUE (tenant_id, pool)
);
CREATE TABLE vouchers (
    tenant_id uuid,
    id uuid,
    pool_id uuid NOT NULL,
    code_index bytea NOT NULL,
    code bytea,
    customer_id uuid,
    status text NOT NULL,
    cart text,
    reserved_until timestamptz,
    order_id uuid,
    reason text,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz,
    used_at timestamptz,
    CONSTRAINT vouchers_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT vouchers_tenant_id_code_index_key UNIQUE (tenant_id, code_index)
);
CREATE INDEX vouchers_tenant_id_customer_id_id_idx
    ON vouchers (tenant_id, customer_id, id);
CREATE INDEX vouchers_unclaimed_idx ON vouchers (tenant_id, pool_id, id)
    WHERE customer_id IS NULL AND status = 'issued';
CREATE INDEX vouchers_order_idx ON vouchers (tenant_id, order_id)
    WHERE order_id IS NOT NULL;
CREATE TABLE voucher_moves (
    tenant_id uuid,
    merge_id uuid,
    voucher_id uuid,
    CONSTRAINT voucher_moves_pkey PRIMARY KEY (tenant_id, merge_id, voucher_id)
);
"""

REFERENCES = """
ALTER TABLE order_claims ADD CONSTRAINT order_claims_tenant_id_order_id_fkey
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id);
ALTER TABLE vouchers ADD CONSTRAINT vouchers_tenant_id_pool_id_fkey
    FOREIGN KEY (tenant_id, pool_id) REFERENCES voucher_pools (tenant_id, id);
ALTER TABLE voucher_moves ADD CONSTRAINT voucher_moves_tenant_id_voucher_id_fkey
    FOREIGN KEY (tenant_id, voucher_id) REFERENCES vouchers (tenant_id, id);
ALTER TABLE order_claims ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE vouchers ALTER COLUMN tenant_id SET STATISTICS 0;
"""

GRANTS = """
GRANT SELECT, INSERT ON order_claims, voucher_pools TO stamgast_app;
GRANT SELECT, INSERT, UPDATE ON vouchers TO stamgast_app;
GRANT SELECT, INSERT, DELETE ON voucher_moves TO stamgast_app;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, TENANT_TABLES)
    migrating.script(op.execute, REFERENCES)
    migrating.script(op.execute, GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(f"DROP TABLE {', '.join(reversed(TENANT_TABLES))}")
