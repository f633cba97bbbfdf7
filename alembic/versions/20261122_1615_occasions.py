"""What comes about by itself: birthdays, full stamp cards, long silences."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_1615"
down_revision = "20261122_1910"

TABLES = """
CREATE TABLE occasions (
    tenant_id uuid,
    id uuid,
    customer_id uuid NOT NULL,
    first_customer_id uuid NOT NULL,
    kind text NOT NULL,
    mark text NOT NULL,
    rule text,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    undone_at timestamptz,
    CONSTRAINT occasions_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT occasions_tenant_id_customer_id_kind_mark_key
        UNIQUE (tenant_id, customer_id, kind, mark)
);
CREATE TABLE birthdays (
    tenant_id uuid,
    customer_id uuid,
    month smallint NOT NULL,
    day smallint NOT NULL,
    set_at timestamptz NOT NULL,
    CONSTRAINT birthdays_pkey PRIMARY KEY (tenant_id, customer_id)
);
CREATE INDEX birthdays_tenant_id_month_day_idx ON birthdays (tenant_id, month, day);
CREATE TABLE earning_runs (
    tenant_id uuid,
    rule text,
    day date NOT NULL,
    after uuid,
    done boolean NOT NULL,
    CONSTRAINT earning_runs_pkey PRIMARY KEY (tenant_id, rule)
);
ALTER TABLE occasions ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE birthdays ALTER COLUMN tenant_id SET STATISTICS 0;
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON occasions TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON birthdays TO stamgast_app;
GRANT SELECT, INSERT, UPDATE ON earning_runs TO stamgast_app;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, ("occasions", "birthdays", "earning_runs"))
    migrating.script(op.execute, GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE occasions, birthdays, earning_runs")
