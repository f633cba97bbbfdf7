"""Referrals: codes, who came by whom, and what both paid with."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2355"
down_revision = "20261122_2341"

TABLES = """
CREATE TABLE referral_settings (
    tenant_id uuid,
    window_days integer NOT NULL,
    keep_days integer NOT NULL,
    amount_min bigint NOT NULL,
    friends_max integer NOT NULL,
    friends_days integer NOT NULL,
    link text,
    CONSTRAINT referral_settings_pkey PRIMARY KEY (tenant_id)
);
CREATE TABLE referral_codes (
    tenant_id uuid,
    customer_id uuid,
    code text NOT NULL,
    CONSTRAINT referral_codes_pkey PRIMARY KEY (tenant_id, customer_id),
    CONSTRAINT referral_codes_tenant_id_code_key UNIQUE (tenant_id, code)
);
CREATE TABLE referrals (
    tenant_id uuid,
    id uuid,
    referrer_id uuid NOT NULL,
    friend_id uuid NOT NULL,
    status text NOT NULL,
    reasons jsonb NOT NULL,
    attributed_at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    keep_days integer NOT NULL,
    amount_min bigint NOT NULL,
    order_id uuid,
    due_at timestamptz,
    kept_at timestamptz,
    CONSTRAINT referrals_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT referrals_tenant_id_friend_id_key UNIQUE (tenant_id, friend_id)
);
CREATE INDEX referrals_tenant_id_referrer_id_id_idx
    ON referrals (tenant_id, referrer_id, id);
CREATE INDEX referrals_due_idx ON referrals (tenant_id, due_at)
    WHERE due_at IS NOT NULL;
CREATE TABLE referral_prints (
    tenant_id uuid,
    customer_id uuid,
    print bytea,
    CONSTRAINT referral_prints_pkey PRIMARY KEY (tenant_id, customer_id, print)
);
"""

NAMES = ("referral_settings", "referral_codes", "referrals", "referral_prints")


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, NAMES)
    for name in NAMES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO stamgast_app")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    for name in reversed(NAMES):
        op.execute(f"DROP TABLE {name}")
