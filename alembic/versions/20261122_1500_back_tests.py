"""Back-tests, and whom they say drafts would affect."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_1500"
down_revision = "20261122_1700"

TENANT_TABLES = ("back_tests", "back_test_customers")

TABLES = """
CREATE TABLE back_tests (
    tenant_id uuid,
    id uuid,
    name text NOT NULL,
    state text NOT NULL,
    trial jsonb NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    orders_total bigint NOT NULL,
    progress jsonb NOT NULL,
    after_customer_id uuid,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT back_tests_pkey PRIMARY KEY (tenant_id, id)
);
CREATE TABLE back_test_customers (
    tenant_id uuid,
    back_test_id uuid,
    unit text,
    customer_id uuid,
    draft bigint NOT NULL,
    live bigint NOT NULL,
    CONSTRAINT back_test_customers_pkey
        PRIMARY KEY (tenant_id, back_test_id, unit, customer_id),
    CONSTRAINT back_test_customers_tenant_id_back_test_id_fkey
        FOREIGN KEY (tenant_id, back_test_id) REFERENCES back_tests (tenant_id, id)
);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON back_tests TO stamgast_app;
GRANT SELECT, INSERT, DELETE ON back_test_customers TO stamgast_app;
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
