"""Requests that partners pass on, by their own numbers, and what Shopify signs by."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2042"
down_revision = "20261122_2032"

TENANT_TABLES = ("partner_requests", "vault.shopify_apps")

TABLES = """
CREATE TABLE partner_requests (
    tenant_id uuid,
    partner text,
    their_number text,
    request_id uuid,
    received_at timestamptz NOT NULL,
    CONSTRAINT partner_requests_pkey PRIMARY KEY (tenant_id, partner, their_number)
);
CREATE TABLE vault.shopify_apps (
    tenant_id uuid,
    wrapped_secret bytea NOT NULL,
    source text NOT NULL,
    set_at timestamptz NOT NULL,
    CONSTRAINT shopify_apps_pkey PRIMARY KEY (tenant_id)
);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON partner_requests TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON vault.shopify_apps TO stamgast_app;
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
