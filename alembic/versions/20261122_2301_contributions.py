"""What customers contribute to a goal, and what it comes to."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2301"
down_revision = "20261122_2211"

TENANT_TABLES = ("challenge_contributions", "challenge_totals")

TABLES = """
CREATE TABLE challenge_contributions (
    tenant_id uuid,
    challenge text,
    customer_id uuid,
    amount bigint NOT NULL,
    folded bigint NOT NULL,
    CONSTRAINT challenge_contributions_pkey
        PRIMARY KEY (tenant_id, challenge, customer_id)
);
CREATE INDEX challenge_contributions_unfolded_idx
    ON challenge_contributions (tenant_id, challenge, customer_id)
    WHERE amount <> folded;
CREATE TABLE challenge_totals (
    tenant_id uuid,
    challenge text,
    total bigint NOT NULL,
    reached jsonb NOT NULL,
    sharing boolean NOT NULL,
    after_id uuid,
    CONSTRAINT challenge_totals_pkey PRIMARY KEY (tenant_id, challenge)
);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON challenge_contributions TO stamgast_app;
GRANT SELECT, INSERT, UPDATE ON challenge_totals TO stamgast_app;
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
