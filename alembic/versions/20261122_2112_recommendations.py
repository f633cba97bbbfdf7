"""Models of baskets, what they say of products, and what of customers."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2112"
down_revision = "20261122_2042"

TENANT_TABLES = (
    "recommenders",
    "recommended_products",
    "recommendations",
    "unavailable_products",
)

TABLES = """
CREATE TABLE recommenders (
    tenant_id uuid,
    number integer,
    as_of timestamptz NOT NULL,
    baskets integer NOT NULL,
    products integer NOT NULL,
    judged integer NOT NULL,
    quality jsonb NOT NULL,
    personal boolean NOT NULL,
    fitted jsonb NOT NULL,
    after_id uuid,
    done_at timestamptz,
    CONSTRAINT recommenders_pkey PRIMARY KEY (tenant_id, number)
);
CREATE TABLE recommended_products (
    tenant_id uuid,
    number integer,
    product_id text,
    popularity integer NOT NULL,
    categories text[] NOT NULL,
    again integer NOT NULL,
    together jsonb NOT NULL,
    CONSTRAINT recommended_products_pkey PRIMARY KEY (tenant_id, number, product_id)
);
CREATE INDEX recommended_products_tenant_id_number_popularity_idx
    ON recommended_products (tenant_id, number, popularity);
CREATE TABLE recommendations (
    tenant_id uuid,
    customer_id uuid,
    model integer NOT NULL,
    as_of timestamptz NOT NULL,
    purpose text NOT NULL,
    items jsonb NOT NULL,
    CONSTRAINT recommendations_pkey PRIMARY KEY (tenant_id, customer_id)
);
CREATE TABLE unavailable_products (
    tenant_id uuid,
    product_id text,
    CONSTRAINT unavailable_products_pkey PRIMARY KEY (tenant_id, product_id)
);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON recommenders TO stamgast_app;
GRANT SELECT, INSERT, DELETE ON recommended_products TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON recommendations TO stamgast_app;
GRANT SELECT, INSERT, DELETE ON unavailable_products TO stamgast_app;
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
