"""Rewards, their versions, and what customers redeemed."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_1810"
down_revision = "20261122_1310"

TENANT_TABLES = ("rewards", "reward_versions", "redemptions", "redemption_moves")

TABLES = """
CREATE TABLE rewards (
    tenant_id uuid,
    id uuid,
    reward text NOT NULL,
    current integer NOT NULL,
    taken bigint NOT NULL,
    spent bigint NOT NULL,
    CONSTRAINT rewards_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT rewards_tenant_id_reward_key UNIQUE (tenant_id, reward),
    CONSTRAINT rewards_counts_check CHECK (taken >= 0 AND spent >= 0)
);
CREATE TABLE reward_versions (
    tenant_id uuid,
    reward_id uuid,
    version integer,
    status text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    terms jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    published_at timestamptz,
    retired_at timestamptz,
    CONSTRAINT reward_versions_pkey PRIMARY KEY (tenant_id, reward_id, version)
);
CREATE TABLE redemptions (
    tenant_id uuid,
    id uuid,
    customer_id uuid NOT NULL,
    reward_id uuid NOT NULL,
    version integer NOT NULL,
    status text NOT NULL,
    quantity integer NOT NULL,
    unit text NOT NULL,
    price bigint NOT NULL,
    money bigint NOT NULL,
    cost bigint NOT NULL,
    refunded bigint NOT NULL,
    hold_id uuid,
    cart text,
    order_id uuid,
    voucher_id uuid,
    source text,
    reserved_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    CONSTRAINT redemptions_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT redemptions_tenant_id_source_key UNIQUE (tenant_id, source),
    CONSTRAINT redemptions_refunded_check CHECK (refunded BETWEEN 0 AND price)
);
CREATE INDEX redemptions_tenant_id_customer_id_id_idx
    ON redemptions (tenant_id, customer_id, id);
CREATE INDEX redemptions_reserved_idx ON redemptions (tenant_id, expires_at)
    WHERE status = 'reserved';
CREATE INDEX redemptions_order_idx ON redemptions (tenant_id, order_id)
    WHERE order_id IS NOT NULL;
CREATE TABLE redemption_moves (
    tenant_id uuid,
    merge_id uuid,
    redemption_id uuid,
    CONSTRAINT redemption_moves_pkey PRIMARY KEY (tenant_id, merge_id, redemption_id)
);
"""

REFERENCES = """
ALTER TABLE reward_versions ADD CONSTRAINT reward_versions_tenant_id_reward_id_fkey
    FOREIGN KEY (tenant_id, reward_id) REFERENCES rewards (tenant_id, id);
ALTER TABLE redemptions ADD CONSTRAINT redemptions_tenant_id_reward_id_fkey
    FOREIGN KEY (tenant_id, reward_id) REFERENCES rewards (tenant_id, id);
ALTER TABLE redemption_moves
    ADD CONSTRAINT redemption_moves_tenant_id_redemption_id_fkey
    FOREIGN KEY (tenant_id, redemption_id) REFERENCES redemptions (tenant_id, id);
ALTER TABLE redemptions ALTER COLUMN tenant_id SET STATISTICS 0;
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON rewards, reward_versions, redemptions TO stamgast_app;
GRANT SELECT, INSERT, DELETE ON redemption_moves TO stamgast_app;
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
