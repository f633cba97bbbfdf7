"""Ideas and votes, reactions, and whom somebody does not read."""

from alembic import op

from domain.kernel import migrating

revision = "20261123_0001"
down_revision = "20261122_2358"

TENANT_TABLES = (
    "community_ideas",
    "community_votes",
    "community_reactions",
    "community_ignores",
)

TABLES = """
CREATE TABLE community_ideas (
    tenant_id uuid,
    contribution_id uuid,
    status text NOT NULL,
    reason text,
    changed_at timestamptz NOT NULL,
    CONSTRAINT community_ideas_pkey PRIMARY KEY (tenant_id, contribution_id)
);
CREATE TABLE community_votes (
    tenant_id uuid,
    contribution_id uuid,
    member_id uuid,
    voted_at timestamptz NOT NULL,
    CONSTRAINT community_votes_pkey PRIMARY KEY (tenant_id, contribution_id, member_id)
);
CREATE INDEX community_votes_tenant_id_member_id_voted_at_idx
    ON community_votes (tenant_id, member_id, voted_at);
CREATE TABLE community_reactions (
    tenant_id uuid,
    contribution_id uuid,
    member_id uuid,
    reaction text NOT NULL,
    reacted_at timestamptz NOT NULL,
    CONSTRAINT community_reactions_pkey
        PRIMARY KEY (tenant_id, contribution_id, member_id)
);
CREATE INDEX community_reactions_tenant_id_member_id_idx
    ON community_reactions (tenant_id, member_id);
CREATE TABLE community_ignores (
    tenant_id uuid,
    member_id uuid,
    ignored_id uuid,
    CONSTRAINT community_ignores_pkey PRIMARY KEY (tenant_id, member_id, ignored_id)
);
CREATE INDEX contributions_newest_idx
    ON contributions (tenant_id, published_at, id) WHERE state = 'published';
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON community_ideas TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON community_votes TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON community_reactions TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON community_ignores TO stamgast_app;
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
    op.execute("DROP INDEX contributions_newest_idx")
    op.execute(f"DROP TABLE {', '.join(reversed(TENANT_TABLES))}")
