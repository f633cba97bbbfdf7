"""Journeys in versions, and who is how far on which."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2251"
down_revision = "20261122_2302"

TENANT_TABLES = ("journeys", "journey_runs", "journey_rounds")

TABLES = """
CREATE TABLE journeys (
    tenant_id uuid,
    journey text,
    version integer,
    state text NOT NULL,
    terms jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT journeys_pkey PRIMARY KEY (tenant_id, journey, version)
);
CREATE TABLE journey_runs (
    tenant_id uuid,
    id uuid,
    journey text NOT NULL,
    version integer NOT NULL,
    customer_id uuid NOT NULL,
    entry_key text NOT NULL,
    state text NOT NULL,
    step smallint NOT NULL,
    subject jsonb NOT NULL,
    entered_at timestamptz NOT NULL,
    due_at timestamptz,
    ended_at timestamptz,
    cause text,
    CONSTRAINT journey_runs_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT journey_runs_tenant_id_journey_customer_id_entry_key_key
        UNIQUE (tenant_id, journey, customer_id, entry_key)
);
CREATE INDEX journey_runs_due_at_idx ON journey_runs (tenant_id, due_at)
    WHERE due_at IS NOT NULL;
CREATE INDEX journey_runs_tenant_id_customer_id_idx
    ON journey_runs (tenant_id, customer_id);
CREATE TABLE journey_rounds (
    tenant_id uuid,
    name text,
    after_id uuid,
    begun_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT journey_rounds_pkey PRIMARY KEY (tenant_id, name)
);
"""

GRANTS = """
GRANT SELECT, INSERT ON journeys TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON journey_runs TO stamgast_app;
GRANT SELECT, INSERT, UPDATE ON journey_rounds TO stamgast_app;
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
