"""Earning rules, and what orders earned by them."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_0800"
down_revision = "20261122_0400"

TABLES = """
CREATE TABLE earning_rules (
    tenant_id uuid,
    id uuid,
    rule text NOT NULL,
    version integer NOT NULL,
    name text NOT NULL,
    valid_from timestamptz NOT NULL,
    terms jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT earning_rules_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT earning_rules_tenant_id_rule_version_key
        UNIQUE (tenant_id, rule, version)
);
CREATE TABLE awards (
    tenant_id uuid,
    order_id uuid,
    rule text,
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    rule_id uuid NOT NULL,
    version integer NOT NULL,
    unit text NOT NULL,
    basis bigint NOT NULL,
    steps bigint NOT NULL,
    earned bigint NOT NULL,
    taken_back bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    available_at timestamptz NOT NULL,
    expires_at timestamptz,
    revision integer NOT NULL,
    lot_revision integer NOT NULL,
    CONSTRAINT awards_pkey PRIMARY KEY (tenant_id, order_id, rule)
);
"""

GRANTS = """
GRANT SELECT, INSERT ON earning_rules TO stamgast_app;
GRANT SELECT, INSERT, UPDATE ON awards TO stamgast_app;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, ("earning_rules", "awards"))
    migrating.script(op.execute, GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE earning_rules, awards")
