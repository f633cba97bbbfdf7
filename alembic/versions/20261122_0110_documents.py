"""Trusted documents."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_0110"
down_revision = "20261122_0100"

TABLES = """
CREATE TABLE trusted_documents (
    tenant_id uuid,
    app text,
    id text,
    text text NOT NULL,
    uploaded_at timestamptz NOT NULL,
    CONSTRAINT trusted_documents_pkey PRIMARY KEY (tenant_id, app, id)
);
CREATE INDEX trusted_documents_id_idx ON trusted_documents (tenant_id, id);
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, ["trusted_documents"])
    op.execute("GRANT SELECT, INSERT ON trusted_documents TO stamgast_app")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE trusted_documents")
