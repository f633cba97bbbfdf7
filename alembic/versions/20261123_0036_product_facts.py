"""What orders and views of all say of products."""

from alembic import op

from domain.kernel import migrating

revision = "20261123_0036"
down_revision = "20261123_0021"

TENANT_TABLES = ("product_facts",)

TABLES = """
CREATE TABLE product_facts (
    tenant_id uuid,
    product_id text,
    price bigint,
    viewed jsonb NOT NULL,
    as_of timestamptz NOT NULL,
    CONSTRAINT product_facts_pkey PRIMARY KEY (tenant_id, product_id)
);
"""

GRANTS = """
GRANT SELECT, INSERT, DELETE ON product_facts TO stamgast_app;
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
    op.execute("DROP TABLE product_facts")
