"""The community: members, what they write, and what moderators decide."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2357"
down_revision = "20261122_2345"

TENANT_TABLES = (
    "community_settings",
    "community_members",
    "contributions",
    "community_texts",
    "community_cases",
    "community_decisions",
)

TABLES = """
CREATE TABLE community_settings (
    tenant_id uuid,
    name text,
    terms jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT community_settings_pkey PRIMARY KEY (tenant_id, name)
);
CREATE TABLE community_members (
    tenant_id uuid,
    id uuid,
    customer_id uuid NOT NULL,
    person_id uuid NOT NULL,
    name text,
    folded_name text,
    joined_at timestamptz,
    blocked_at timestamptz,
    blocked_reason text,
    CONSTRAINT community_members_pkey PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX community_members_tenant_id_customer_id_idx
    ON community_members (tenant_id, customer_id);
CREATE UNIQUE INDEX community_members_tenant_id_folded_name_idx
    ON community_members (tenant_id, folded_name);
CREATE INDEX community_members_tenant_id_person_id_idx
    ON community_members (tenant_id, person_id);
CREATE TABLE contributions (
    tenant_id uuid,
    id uuid,
    kind text NOT NULL,
    member_id uuid,
    parent_id uuid,
    product_id text,
    title text,
    body text,
    search tsvector,
    quote text,
    rating smallint,
    verified boolean NOT NULL,
    reusable_since timestamptz,
    state text NOT NULL,
    reason text,
    note text,
    appealed_at timestamptz,
    event_id uuid,
    written_on date NOT NULL,
    written_at timestamptz NOT NULL,
    published_at timestamptz,
    edited_at timestamptz,
    version integer NOT NULL,
    CONSTRAINT contributions_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX contributions_tenant_id_member_id_written_at_id_idx
    ON contributions (tenant_id, member_id, written_at, id);
CREATE INDEX contributions_feed_idx
    ON contributions (tenant_id, kind, published_at, id) WHERE state = 'published';
CREATE INDEX contributions_parent_idx
    ON contributions (tenant_id, parent_id, published_at, id)
    WHERE parent_id IS NOT NULL;
CREATE INDEX contributions_product_idx
    ON contributions (tenant_id, product_id, published_at, id)
    WHERE product_id IS NOT NULL;
CREATE TABLE community_texts (
    tenant_id uuid,
    contribution_id uuid,
    version integer,
    title text,
    body text NOT NULL,
    findings jsonb NOT NULL,
    written_at timestamptz NOT NULL,
    CONSTRAINT community_texts_pkey PRIMARY KEY (tenant_id, contribution_id, version)
);
CREATE TABLE community_cases (
    tenant_id uuid,
    id uuid,
    contribution_id uuid NOT NULL,
    kind text NOT NULL,
    member_id uuid,
    reason text,
    note text,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    CONSTRAINT community_cases_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX community_cases_tenant_id_contribution_id_idx
    ON community_cases (tenant_id, contribution_id);
CREATE INDEX community_cases_tenant_id_member_id_opened_at_idx
    ON community_cases (tenant_id, member_id, opened_at);
CREATE INDEX community_cases_open_idx
    ON community_cases (tenant_id, opened_at, id) WHERE closed_at IS NULL;
CREATE TABLE community_decisions (
    tenant_id uuid,
    id uuid,
    contribution_id uuid NOT NULL,
    decision text NOT NULL,
    reason text,
    note text,
    actor text NOT NULL,
    decided_at timestamptz NOT NULL,
    CONSTRAINT community_decisions_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX community_decisions_tenant_id_contribution_id_decided_at_idx
    ON community_decisions (tenant_id, contribution_id, decided_at);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON community_settings TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON community_members TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON contributions TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON community_texts TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON community_cases TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON community_decisions TO stamgast_app;
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
