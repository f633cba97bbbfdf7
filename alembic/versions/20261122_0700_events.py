"""What customers and visitors did, and what a merge of customers moved of it."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_0700"
down_revision = "20261122_0900"

TENANT_TABLES = ("events", "event_types", "event_moves")

TABLES = """
CREATE TABLE events (
    tenant_id uuid,
    id uuid,
    source text NOT NULL,
    external_id text NOT NULL,
    type text NOT NULL,
    customer_id uuid,
    visitor_id text,
    data jsonb NOT NULL,
    fingerprint bytea NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT events_tenant_id_source_external_id_key
        UNIQUE (tenant_id, source, external_id)
);
CREATE INDEX events_tenant_id_customer_id_occurred_at_id_idx
    ON events (tenant_id, customer_id, occurred_at, id);
CREATE INDEX events_visitor_idx ON events (tenant_id, visitor_id)
    WHERE customer_id IS NULL AND visitor_id IS NOT NULL;
CREATE TABLE event_types (
    tenant_id uuid,
    name text,
    schema jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT event_types_pkey PRIMARY KEY (tenant_id, name)
);
CREATE TABLE event_moves (
    tenant_id uuid,
    merge_id uuid,
    event_id uuid,
    CONSTRAINT event_moves_pkey PRIMARY KEY (tenant_id, merge_id, event_id)
);
"""

REFERENCES = """
ALTER TABLE events ADD CONSTRAINT events_tenant_id_customer_id_fkey
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id);
ALTER TABLE event_moves ADD CONSTRAINT event_moves_tenant_id_event_id_fkey
    FOREIGN KEY (tenant_id, event_id) REFERENCES events (tenant_id, id);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON events, event_types TO stamgast_app;
GRANT SELECT, INSERT, DELETE ON event_moves TO stamgast_app;
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
