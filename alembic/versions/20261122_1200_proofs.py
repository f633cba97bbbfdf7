"""Proofs: seals, who came late to them, heads, and the keys that sign these."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_1200"
down_revision = "20261122_1000"

TENANT_TABLES = ("seals", "latecomers", "heads", "vault.signing_keys")

# Hashes do not shrink, so nobody need try.
TABLES = """
CREATE TABLE seals (
    tenant_id uuid,
    number bigint,
    kind text NOT NULL,
    first bigint NOT NULL,
    count integer NOT NULL,
    after uuid,
    until uuid,
    root bytea NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    leaves bytea STORAGE EXTERNAL NOT NULL,
    trees bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    CONSTRAINT seals_pkey PRIMARY KEY (tenant_id, number),
    CONSTRAINT seals_tenant_id_until_key UNIQUE (tenant_id, until),
    CONSTRAINT seals_kind_check CHECK ((kind = 'late') = (until IS NULL)),
    CONSTRAINT seals_leaves_check
        CHECK (length(leaves) = 32 * count AND count > 0)
);
CREATE TABLE latecomers (
    tenant_id uuid,
    transfer_id uuid,
    number bigint NOT NULL,
    CONSTRAINT latecomers_pkey PRIMARY KEY (tenant_id, transfer_id)
);
CREATE INDEX latecomers_tenant_id_number_idx ON latecomers (tenant_id, number);
CREATE TABLE heads (
    tenant_id uuid,
    seals bigint,
    key_id uuid,
    transfers bigint NOT NULL,
    seal bytea NOT NULL,
    root bytea NOT NULL,
    signed_at timestamptz NOT NULL,
    signature bytea NOT NULL,
    CONSTRAINT heads_pkey PRIMARY KEY (tenant_id, seals, key_id)
);
CREATE TABLE vault.signing_keys (
    tenant_id uuid,
    id uuid,
    public_key bytea NOT NULL,
    wrapped_seed bytea,
    created_at timestamptz NOT NULL,
    retired_at timestamptz,
    predecessor uuid,
    endorsement bytea,
    CONSTRAINT signing_keys_pkey PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX signing_keys_in_use_idx ON vault.signing_keys (tenant_id)
    WHERE retired_at IS NULL;
ALTER TABLE seals ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE latecomers ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE heads ALTER COLUMN tenant_id SET STATISTICS 0;
"""

# What was sealed or signed stays so, whatever the application does. Of a key it may
# forget the half by which it signs.
GRANTS = """
GRANT SELECT, INSERT ON seals, latecomers, heads, vault.signing_keys TO stamgast_app;
GRANT UPDATE (wrapped_seed, retired_at) ON vault.signing_keys TO stamgast_app;
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
