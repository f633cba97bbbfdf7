"""Draws: what was committed to, who took part, and who won."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2358"
down_revision = "20261122_2346"

TABLES = """
CREATE TABLE draws (
    tenant_id uuid,
    id uuid,
    names jsonb NOT NULL,
    unit text NOT NULL,
    prizes jsonb NOT NULL,
    closes_at timestamptz NOT NULL,
    status text NOT NULL,
    commitment text NOT NULL,
    sealed bytea NOT NULL,
    seed text,
    tickets bigint NOT NULL,
    entrants integer NOT NULL,
    list_hash text,
    drawn_at timestamptz,
    after_id uuid,
    CONSTRAINT draws_pkey PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX draws_waiting_idx ON draws (tenant_id, unit)
    WHERE status IN ('open', 'closed');
CREATE TABLE draw_entries (
    tenant_id uuid,
    draw_id uuid,
    customer_id uuid,
    code text NOT NULL,
    tickets bigint NOT NULL,
    place integer,
    ticket bigint,
    CONSTRAINT draw_entries_pkey PRIMARY KEY (tenant_id, draw_id, customer_id),
    CONSTRAINT draw_entries_tenant_id_draw_id_code_key
        UNIQUE (tenant_id, draw_id, code),
    CONSTRAINT draw_entries_tenant_id_draw_id_fkey
        FOREIGN KEY (tenant_id, draw_id) REFERENCES draws (tenant_id, id)
);
"""

NAMES = ("draws", "draw_entries")


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, NAMES)
    for name in NAMES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO stamgast_app")


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    for name in reversed(NAMES):
        op.execute(f"DROP TABLE {name}")
