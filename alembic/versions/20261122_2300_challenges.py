"""Challenges in versions, and how far customers are with them."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2300"
down_revision = "20261122_2241"

TENANT_TABLES = ("challenges", "challenge_members")

TABLES = """
CREATE TABLE challenges (
    tenant_id uuid,
    id uuid,
    challenge text NOT NULL,
    version integer NOT NULL,
    names jsonb NOT NULL,
    terms jsonb NOT NULL,
    valid_from timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    retired_at timestamptz,
    after_id uuid,
    applied_at timestamptz,
    CONSTRAINT challenges_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT challenges_tenant_id_challenge_version_key
        UNIQUE (tenant_id, challenge, version)
);
CREATE TABLE challenge_members (
    tenant_id uuid,
    customer_id uuid,
    joined jsonb NOT NULL,
    standings jsonb NOT NULL,
    evaluated_at timestamptz,
    due_at timestamptz,
    CONSTRAINT challenge_members_pkey PRIMARY KEY (tenant_id, customer_id)
);
CREATE INDEX challenge_members_due_idx
    ON challenge_members (tenant_id, due_at) WHERE due_at IS NOT NULL;
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON challenges TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON challenge_members TO stamgast_app;
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
