"""For whom campaigns are worth it."""

from alembic import op

from domain.kernel import migrating

revision = "20261123_0035"
down_revision = "20261123_0016"

TENANT_TABLES = ("targetings",)

TABLES = """
CREATE TABLE targetings (
    tenant_id uuid,
    campaign text,
    days integer NOT NULL,
    tenths integer NOT NULL,
    asked_at timestamptz NOT NULL,
    learnt_at timestamptz,
    customers integer NOT NULL,
    judged jsonb,
    learner jsonb,
    CONSTRAINT targetings_pkey PRIMARY KEY (tenant_id, campaign)
);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON targetings TO stamgast_app;
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
    op.execute("DROP TABLE targetings")
