"""What the pages of shops say, and to whom."""

from alembic import op

from domain.kernel import migrating

revision = "20261124_0026"
down_revision = "20261124_0005"

TENANT_TABLES = ("banners",)

TABLES = """
CREATE TABLE banners (
    tenant_id uuid,
    banner text,
    slot text NOT NULL,
    terms jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT banners_pkey PRIMARY KEY (tenant_id, banner)
);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON banners TO stamgast_app;
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
    op.execute("DROP TABLE banners")
