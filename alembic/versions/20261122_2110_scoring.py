"""Rollups of purchases, scores, and the models by which they were made."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2110"
down_revision = "20261122_2011"

TENANT_TABLES = (
    "purchase_rollups",
    "scoring_settings",
    "scoring_models",
    "customer_scores",
)

TABLES = """
CREATE TABLE purchase_rollups (
    tenant_id uuid,
    customer_id uuid,
    orders integer NOT NULL,
    days integer NOT NULL,
    first_day date,
    last_day date,
    amount bigint NOT NULL,
    first_amount bigint NOT NULL,
    squares numeric NOT NULL,
    gap_squares bigint NOT NULL,
    last_gaps integer[] NOT NULL,
    changed_at timestamptz,
    CONSTRAINT purchase_rollups_pkey PRIMARY KEY (tenant_id, customer_id)
);
CREATE INDEX purchase_rollups_changed_idx ON purchase_rollups (tenant_id, changed_at)
    WHERE changed_at IS NOT NULL;
CREATE TABLE scoring_settings (
    tenant_id uuid,
    name text,
    terms jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT scoring_settings_pkey PRIMARY KEY (tenant_id, name)
);
CREATE TABLE scoring_models (
    tenant_id uuid,
    number integer,
    as_of timestamptz NOT NULL,
    purpose text NOT NULL,
    customers integer NOT NULL,
    fitted jsonb NOT NULL,
    after_id uuid,
    done_at timestamptz,
    CONSTRAINT scoring_models_pkey PRIMARY KEY (tenant_id, number)
);
CREATE TABLE customer_scores (
    tenant_id uuid,
    customer_id uuid,
    model integer NOT NULL,
    as_of timestamptz NOT NULL,
    purpose text NOT NULL,
    recency smallint NOT NULL,
    frequency smallint NOT NULL,
    monetary smallint NOT NULL,
    life_cycle text NOT NULL,
    next_basis text NOT NULL,
    next_earliest date,
    next_on date,
    next_latest date,
    expected_orders double precision,
    expected_amount bigint,
    amount_low bigint,
    amount_high bigint,
    why jsonb NOT NULL,
    CONSTRAINT customer_scores_pkey PRIMARY KEY (tenant_id, customer_id),
    CONSTRAINT customer_scores_grades_check
        CHECK (recency BETWEEN 1 AND 5 AND frequency BETWEEN 1 AND 5)
);
CREATE INDEX customer_scores_tenant_id_life_cycle_customer_id_idx
    ON customer_scores (tenant_id, life_cycle, customer_id);
CREATE INDEX customer_scores_tenant_id_recency_frequency_idx
    ON customer_scores (tenant_id, recency, frequency);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON purchase_rollups TO stamgast_app;
GRANT SELECT, INSERT, UPDATE ON scoring_settings TO stamgast_app;
GRANT SELECT, INSERT, UPDATE ON scoring_models TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON customer_scores TO stamgast_app;
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
