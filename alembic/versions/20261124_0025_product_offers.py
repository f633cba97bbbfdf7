"""What is sold for less than before, to everybody."""

from alembic import op

from domain.kernel import migrating

revision = "20261124_0025"
down_revision = "20261123_0038"

TENANT_TABLES = ("product_offers",)

TABLES = """
CREATE TABLE product_offers (
    tenant_id uuid,
    product_id text,
    price bigint NOT NULL,
    before bigint NOT NULL,
    from_at timestamptz,
    until_at timestamptz,
    CONSTRAINT product_offers_pkey PRIMARY KEY (tenant_id, product_id)
);
"""

GRANTS = """
GRANT SELECT, INSERT, DELETE ON product_offers TO stamgast_app;
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
    op.execute("DROP TABLE product_offers")
