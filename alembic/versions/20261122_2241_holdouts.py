"""Holdouts: campaigns, and whom they leave alone."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2241"
down_revision = "20261122_2220"

TENANT_TABLES = ("holdout_campaigns", "holdout_decisions")

TABLES = """
CREATE TABLE holdout_campaigns (
    tenant_id uuid,
    campaign text,
    control_percent integer NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT holdout_campaigns_pkey PRIMARY KEY (tenant_id, campaign)
);
CREATE TABLE holdout_decisions (
    tenant_id uuid,
    customer_id uuid,
    campaign text,
    arm text NOT NULL,
    decided_at timestamptz NOT NULL,
    CONSTRAINT holdout_decisions_pkey PRIMARY KEY (tenant_id, customer_id, campaign)
);
CREATE INDEX holdout_decisions_tenant_id_campaign_decided_at_idx
    ON holdout_decisions (tenant_id, campaign, decided_at);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON holdout_campaigns TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON holdout_decisions TO stamgast_app;
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
    op.execute(f"DROP TABLE {', '.join(reversed(TENANT_TABLES))}")
