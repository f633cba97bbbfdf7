"""Segments, and who was in which of them from when until when."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2111"
down_revision = "20261122_2031"

TENANT_TABLES = ("segments", "segment_stays")

TABLES = """
CREATE TABLE segments (
    tenant_id uuid,
    segment text,
    names jsonb NOT NULL,
    predicate jsonb NOT NULL,
    status text NOT NULL,
    uses_scores boolean NOT NULL,
    recorded_at timestamptz NOT NULL,
    after_id uuid,
    applied_at timestamptz,
    CONSTRAINT segments_pkey PRIMARY KEY (tenant_id, segment)
);
CREATE TABLE segment_stays (
    tenant_id uuid,
    customer_id uuid,
    segment text,
    since timestamptz,
    until timestamptz,
    CONSTRAINT segment_stays_pkey
        PRIMARY KEY (tenant_id, customer_id, segment, since)
);
CREATE UNIQUE INDEX segment_stays_members_idx
    ON segment_stays (tenant_id, segment, customer_id) WHERE until IS NULL;
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON segments TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON segment_stays TO stamgast_app;
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
