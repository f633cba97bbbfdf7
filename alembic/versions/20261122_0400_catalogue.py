"""The catalogue."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_0400"
down_revision = "20261122_0600"

TENANT_TABLES = ("products",)

TABLES = """
CREATE TABLE products (
    tenant_id uuid,
    id uuid,
    source text NOT NULL,
    external_id text NOT NULL,
    name text NOT NULL,
    category text[] NOT NULL,
    brand text,
    version bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT products_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT products_tenant_id_source_external_id_key
        UNIQUE (tenant_id, source, external_id)
);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON products TO stamgast_app;
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
    op.execute("DROP TABLE products")
