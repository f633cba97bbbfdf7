"""Tier programmes, and in which tier customers are."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_1700"
down_revision = "20261122_1610"

TABLES = """
CREATE TABLE tier_programmes (
    tenant_id uuid,
    id uuid,
    number integer NOT NULL,
    terms jsonb NOT NULL,
    time_zone text NOT NULL,
    currency text NOT NULL,
    valid_from timestamptz,
    valid_until timestamptz,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT tier_programmes_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT tier_programmes_tenant_id_number_key UNIQUE (tenant_id, number),
    CONSTRAINT tier_programmes_validity_check
        CHECK (valid_until IS NULL OR valid_from IS NOT NULL)
);
CREATE TABLE tier_memberships (
    tenant_id uuid,
    customer_id uuid,
    tier text,
    since timestamptz,
    valid_until timestamptz,
    counted bigint NOT NULL,
    life jsonb NOT NULL,
    shown jsonb,
    warned_of timestamptz,
    evaluated_at timestamptz,
    due_at timestamptz,
    CONSTRAINT tier_memberships_pkey PRIMARY KEY (tenant_id, customer_id)
);
CREATE INDEX tier_memberships_due_idx
    ON tier_memberships (tenant_id, due_at) WHERE due_at IS NOT NULL;
CREATE TABLE tier_changes (
    tenant_id uuid,
    id uuid,
    customer_id uuid NOT NULL,
    at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    tier text,
    previous text,
    cause text NOT NULL,
    undone boolean NOT NULL,
    counted bigint NOT NULL,
    needed bigint NOT NULL,
    programme_id text NOT NULL,
    CONSTRAINT tier_changes_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX tier_changes_tenant_id_customer_id_id_idx
    ON tier_changes (tenant_id, customer_id, id);
CREATE TABLE tier_rounds (
    tenant_id uuid,
    programme_id uuid,
    due_at timestamptz NOT NULL,
    after_id uuid,
    done_at timestamptz,
    CONSTRAINT tier_rounds_pkey PRIMARY KEY (tenant_id, programme_id)
);
CREATE INDEX awards_tenant_id_customer_id_unit_occurred_at_idx
    ON awards (tenant_id, customer_id, unit, occurred_at);
"""

FENCED = ("tier_programmes", "tier_memberships", "tier_changes", "tier_rounds")

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON tier_programmes TO stamgast_app;
GRANT SELECT, INSERT, UPDATE ON tier_memberships, tier_rounds TO stamgast_app;
GRANT SELECT, INSERT ON tier_changes TO stamgast_app;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, FENCED)
    migrating.script(op.execute, GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP INDEX awards_tenant_id_customer_id_unit_occurred_at_idx")
    op.execute(f"DROP TABLE {', '.join(FENCED)}")
