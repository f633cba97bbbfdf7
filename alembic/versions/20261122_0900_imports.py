"""Imports, and why rows of theirs were refused."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_0900"
down_revision = "20261122_0850"

TENANT_TABLES = ("imports", "import_errors")

TABLES = """
CREATE TABLE imports (
    tenant_id uuid,
    id uuid,
    kind text NOT NULL,
    name text NOT NULL,
    state text NOT NULL,
    rows_done bigint NOT NULL,
    accepted bigint NOT NULL,
    unchanged bigint NOT NULL,
    rejected bigint NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    CONSTRAINT imports_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT imports_tenant_id_kind_name_key UNIQUE (tenant_id, kind, name)
);
CREATE TABLE import_errors (
    tenant_id uuid,
    import_id uuid,
    row bigint,
    code text NOT NULL,
    title text NOT NULL,
    errors jsonb NOT NULL,
    CONSTRAINT import_errors_pkey PRIMARY KEY (tenant_id, import_id, row)
);
"""

REFERENCES = """
ALTER TABLE import_errors ADD CONSTRAINT import_errors_tenant_id_import_id_fkey
    FOREIGN KEY (tenant_id, import_id) REFERENCES imports (tenant_id, id);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON imports TO stamgast_app;
GRANT SELECT, INSERT ON import_errors TO stamgast_app;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, TENANT_TABLES)
    migrating.script(op.execute, REFERENCES)
    migrating.script(op.execute, GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(f"DROP TABLE {', '.join(reversed(TENANT_TABLES))}")
