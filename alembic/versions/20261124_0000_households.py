"""Households: who is in one, who is invited, and what changed what they have."""

from alembic import op

from domain.kernel import migrating

revision = "20261124_0000"
down_revision = "20261124_0025"

TABLES = """
CREATE TABLE household_settings (
    tenant_id uuid,
    units jsonb NOT NULL,
    members_max integer NOT NULL,
    CONSTRAINT household_settings_pkey PRIMARY KEY (tenant_id)
);
CREATE TABLE households (
    tenant_id uuid,
    id uuid,
    owner_id uuid NOT NULL,
    status text NOT NULL,
    monthly_max bigint,
    created_at timestamptz NOT NULL,
    CONSTRAINT households_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX households_tenant_id_owner_id_idx ON households (tenant_id, owner_id);
CREATE TABLE household_members (
    tenant_id uuid,
    id uuid,
    household_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    nickname text,
    said_by text NOT NULL,
    joined_at timestamptz NOT NULL,
    CONSTRAINT household_members_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT household_members_tenant_id_household_id_fkey
        FOREIGN KEY (tenant_id, household_id) REFERENCES households (tenant_id, id),
    CONSTRAINT household_members_tenant_id_customer_id_key
        UNIQUE (tenant_id, customer_id)
);
CREATE INDEX household_members_tenant_id_household_id_idx
    ON household_members (tenant_id, household_id);
CREATE TABLE household_invitations (
    tenant_id uuid,
    id uuid,
    household_id uuid NOT NULL,
    code text,
    invited_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT household_invitations_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT household_invitations_tenant_id_household_id_fkey
        FOREIGN KEY (tenant_id, household_id) REFERENCES households (tenant_id, id),
    CONSTRAINT household_invitations_tenant_id_code_key UNIQUE (tenant_id, code)
);
CREATE INDEX household_invitations_tenant_id_household_id_id_idx
    ON household_invitations (tenant_id, household_id, id);
CREATE TABLE household_lines (
    tenant_id uuid,
    id uuid,
    household_id uuid NOT NULL,
    customer_id uuid,
    kind text NOT NULL,
    unit text NOT NULL,
    amount bigint NOT NULL,
    redemption_id uuid,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT household_lines_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT household_lines_tenant_id_household_id_fkey
        FOREIGN KEY (tenant_id, household_id) REFERENCES households (tenant_id, id)
);
CREATE INDEX household_lines_tenant_id_household_id_id_idx
    ON household_lines (tenant_id, household_id, id);
CREATE INDEX household_lines_tenant_id_customer_id_idx
    ON household_lines (tenant_id, customer_id);
CREATE TABLE household_member_moves (
    tenant_id uuid,
    merge_id uuid,
    member_id uuid,
    CONSTRAINT household_member_moves_pkey PRIMARY KEY (tenant_id, merge_id, member_id)
);
CREATE INDEX household_member_moves_tenant_id_member_id_idx
    ON household_member_moves (tenant_id, member_id);
"""

NAMES = (
    "household_settings",
    "households",
    "household_members",
    "household_invitations",
    "household_lines",
    "household_member_moves",
)


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
