"""Whether everybody has the same terms."""

from alembic import op

from domain.kernel import migrating

revision = "20261123_0037"
down_revision = "20261123_0036"

TENANT_TABLES = ("fairness_audits",)

TABLES = """
CREATE TABLE fairness_audits (
    tenant_id uuid,
    name text,
    as_of timestamptz NOT NULL,
    report jsonb NOT NULL,
    CONSTRAINT fairness_audits_pkey PRIMARY KEY (tenant_id, name)
);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON fairness_audits TO stamgast_app;
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
    op.execute("DROP TABLE fairness_audits")
