"""Messages, templates, how shops send, and where nothing goes."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2250"
down_revision = "20261122_2221"

TENANT_TABLES = (
    "message_settings",
    "message_templates",
    "messages",
    "message_suppressions",
)

TABLES = """
CREATE TABLE message_settings (
    tenant_id uuid,
    name text,
    terms jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT message_settings_pkey PRIMARY KEY (tenant_id, name)
);
CREATE TABLE message_templates (
    tenant_id uuid,
    template text,
    version integer,
    terms jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT message_templates_pkey PRIMARY KEY (tenant_id, template, version)
);
CREATE TABLE messages (
    tenant_id uuid,
    id uuid,
    customer_id uuid NOT NULL,
    journey text,
    run_id uuid,
    template text NOT NULL,
    template_version integer NOT NULL,
    message_class text NOT NULL,
    purpose text NOT NULL,
    channel text NOT NULL,
    state text NOT NULL,
    reason text,
    evidence jsonb NOT NULL,
    dedup_key text NOT NULL,
    subject jsonb NOT NULL,
    attempts smallint NOT NULL,
    created_at timestamptz NOT NULL,
    due_at timestamptz,
    expires_at timestamptz NOT NULL,
    attempted_at timestamptz,
    handed_at timestamptz,
    ended_at timestamptz,
    reply text,
    content bytea,
    CONSTRAINT messages_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT messages_tenant_id_dedup_key_key UNIQUE (tenant_id, dedup_key)
);
CREATE INDEX messages_due_at_idx ON messages (tenant_id, due_at)
    WHERE due_at IS NOT NULL;
CREATE INDEX messages_tenant_id_customer_id_id_idx
    ON messages (tenant_id, customer_id, id);
CREATE INDEX messages_handed_at_idx ON messages (tenant_id, handed_at)
    WHERE handed_at IS NOT NULL;
CREATE TABLE message_suppressions (
    tenant_id uuid,
    address_index bytea,
    channel text,
    cause text NOT NULL,
    suppressed_at timestamptz NOT NULL,
    CONSTRAINT message_suppressions_pkey
        PRIMARY KEY (tenant_id, address_index, channel)
);
"""

# Who sends sees whose messages wait, of all tenants, and nothing else of them.
GRANTS = """
GRANT SELECT, INSERT, UPDATE ON message_settings TO stamgast_app;
GRANT SELECT, INSERT ON message_templates TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON messages TO stamgast_app;
GRANT SELECT, INSERT, DELETE ON message_suppressions TO stamgast_app;
CREATE POLICY relay ON messages FOR SELECT TO stamgast_relay USING (true);
GRANT SELECT (tenant_id, due_at) ON messages TO stamgast_relay;
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
