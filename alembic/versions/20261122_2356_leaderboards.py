"""Leaderboards and levels: who wants to be seen, scores, and how far customers are."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2356"
down_revision = "20261122_2326"

TABLES = """
CREATE TABLE leaderboards (
    tenant_id uuid,
    leaderboard text,
    names jsonb NOT NULL,
    unit text NOT NULL,
    period text NOT NULL,
    created_at timestamptz NOT NULL,
    after_id uuid,
    filled boolean NOT NULL,
    CONSTRAINT leaderboards_pkey PRIMARY KEY (tenant_id, leaderboard)
);
CREATE TABLE leaderboard_members (
    tenant_id uuid,
    customer_id uuid,
    alias text NOT NULL,
    joined_at timestamptz NOT NULL,
    CONSTRAINT leaderboard_members_pkey PRIMARY KEY (tenant_id, customer_id),
    CONSTRAINT leaderboard_members_tenant_id_alias_key UNIQUE (tenant_id, alias)
);
CREATE TABLE leaderboard_scores (
    tenant_id uuid,
    leaderboard text,
    period text,
    customer_id uuid,
    alias text NOT NULL,
    score bigint NOT NULL,
    CONSTRAINT leaderboard_scores_pkey
        PRIMARY KEY (tenant_id, leaderboard, period, customer_id)
);
CREATE INDEX leaderboard_scores_place_idx
    ON leaderboard_scores (tenant_id, leaderboard, period, score, alias);
CREATE INDEX leaderboard_scores_tenant_id_customer_id_idx
    ON leaderboard_scores (tenant_id, customer_id);
CREATE TABLE level_versions (
    tenant_id uuid,
    version integer,
    unit text NOT NULL,
    levels jsonb NOT NULL,
    valid_from timestamptz NOT NULL,
    after_id uuid,
    applied_at timestamptz,
    CONSTRAINT level_versions_pkey PRIMARY KEY (tenant_id, version)
);
CREATE TABLE customer_levels (
    tenant_id uuid,
    customer_id uuid,
    level integer NOT NULL,
    CONSTRAINT customer_levels_pkey PRIMARY KEY (tenant_id, customer_id)
);
"""

NAMES = (
    "leaderboards",
    "leaderboard_members",
    "leaderboard_scores",
    "level_versions",
    "customer_levels",
)


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
