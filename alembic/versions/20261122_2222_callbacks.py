"""Where partners are told how far their requests are, and what they were told last."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2222"
down_revision = "20261122_2250"

TABLE = """
CREATE TABLE partner_callbacks (
    tenant_id uuid,
    id uuid,
    partner text NOT NULL,
    their_number text NOT NULL,
    request_id uuid,
    url text NOT NULL,
    domain text NOT NULL,
    told text,
    attempts smallint NOT NULL,
    due_at timestamptz,
    CONSTRAINT partner_callbacks_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX partner_callbacks_due_at_idx ON partner_callbacks (tenant_id, due_at)
    WHERE due_at IS NOT NULL;
CREATE INDEX partner_callbacks_tenant_id_request_id_idx
    ON partner_callbacks (tenant_id, request_id);
"""

GRANTS = "GRANT SELECT, INSERT, UPDATE, DELETE ON partner_callbacks TO stamgast_app;"


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLE)
    migrating.fence(op.execute, ("partner_callbacks",))
    migrating.script(op.execute, GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE partner_callbacks")
