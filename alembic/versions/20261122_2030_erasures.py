"""Erasures, the journal of names that were erased, and legal holds."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2030"
down_revision = "20261122_2010"

TENANT_TABLES = ("erased_names", "erasures", "erasure_parts", "legal_holds")

TABLES = """
ALTER TABLE customers ADD COLUMN erased_at timestamptz;
CREATE TABLE erased_names (
    tenant_id uuid,
    name_index bytea,
    erased_at timestamptz NOT NULL,
    CONSTRAINT erased_names_pkey PRIMARY KEY (tenant_id, name_index)
);
CREATE TABLE erasures (
    tenant_id uuid,
    request_id uuid,
    customer_id uuid NOT NULL,
    donate_to uuid,
    waived_cooling_off boolean NOT NULL,
    waived_export boolean NOT NULL,
    cooled_at timestamptz,
    erase_at timestamptz,
    destroyed_at timestamptz,
    steps_done smallint NOT NULL,
    certified_at timestamptz,
    certificate jsonb,
    CONSTRAINT erasures_pkey PRIMARY KEY (tenant_id, request_id)
);
CREATE INDEX erasures_erase_at_idx ON erasures (tenant_id, erase_at)
    WHERE erase_at IS NOT NULL;
CREATE INDEX erasures_under_way_idx ON erasures (tenant_id, steps_done, request_id)
    WHERE destroyed_at IS NOT NULL AND certified_at IS NULL;
CREATE INDEX erasures_tenant_id_customer_id_idx ON erasures (tenant_id, customer_id);
CREATE TABLE erasure_parts (
    tenant_id uuid,
    request_id uuid,
    step smallint,
    place text NOT NULL,
    treatment text NOT NULL,
    rows bigint NOT NULL,
    digests bytea[] NOT NULL,
    CONSTRAINT erasure_parts_pkey PRIMARY KEY (tenant_id, request_id, step)
);
CREATE TABLE legal_holds (
    tenant_id uuid,
    id uuid,
    customer_id uuid NOT NULL,
    basis text NOT NULL,
    until timestamptz NOT NULL,
    author text NOT NULL,
    recorded_at timestamptz NOT NULL,
    released_at timestamptz,
    CONSTRAINT legal_holds_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX legal_holds_tenant_id_customer_id_idx
    ON legal_holds (tenant_id, customer_id);
"""

# What was said and done stays as it was, but for what erasure takes out of it.
GRANTS = """
GRANT SELECT, INSERT, UPDATE ON erased_names, erasures, legal_holds TO stamgast_app;
GRANT SELECT, INSERT ON erasure_parts TO stamgast_app;
GRANT DELETE ON merges, events, tier_memberships, tier_changes, outbox TO stamgast_app;
GRANT UPDATE (cart) ON order_claims TO stamgast_app;
GRANT UPDATE (network) ON consent_events TO stamgast_app;
GRANT UPDATE (note) ON privacy_request_events TO stamgast_app;
"""

REVOKES = """
REVOKE DELETE ON merges, events, tier_memberships, tier_changes, outbox
    FROM stamgast_app;
REVOKE UPDATE (cart) ON order_claims FROM stamgast_app;
REVOKE UPDATE (network) ON consent_events FROM stamgast_app;
REVOKE UPDATE (note) ON privacy_request_events FROM stamgast_app;
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
    migrating.script(op.execute, REVOKES)
    op.execute(f"DROP TABLE {', '.join(reversed(TENANT_TABLES))}")
    op.execute("ALTER TABLE customers DROP COLUMN erased_at")
