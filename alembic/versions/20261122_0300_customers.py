"""Customers, their names, what is said of them, and who turned out to be whom."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_0300"
down_revision = "20261122_0110"

TENANT_TABLES = (
    "customers",
    "external_ids",
    "email_addresses",
    "visitors",
    "attributes",
    "preferences",
    "merges",
)

TABLES = """
CREATE TABLE customers (
    tenant_id uuid,
    id uuid,
    email bytea,
    phone bytea,
    given_name bytea,
    family_name bytea,
    birth_date bytea,
    address bytea,
    phone_index bytea,
    locale text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL,
    merged_into uuid,
    CONSTRAINT customers_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX customers_phone_index_idx ON customers (tenant_id, phone_index)
    WHERE phone_index IS NOT NULL;
CREATE INDEX customers_merged_into_idx ON customers (tenant_id, merged_into)
    WHERE merged_into IS NOT NULL;
CREATE TABLE external_ids (
    tenant_id uuid,
    source text,
    external_id text,
    customer_id uuid NOT NULL,
    linked_at timestamptz NOT NULL,
    CONSTRAINT external_ids_pkey PRIMARY KEY (tenant_id, source, external_id)
);
CREATE INDEX external_ids_tenant_id_customer_id_idx
    ON external_ids (tenant_id, customer_id);
CREATE TABLE email_addresses (
    tenant_id uuid,
    email_index bytea,
    customer_id uuid NOT NULL,
    CONSTRAINT email_addresses_pkey PRIMARY KEY (tenant_id, email_index)
);
CREATE INDEX email_addresses_tenant_id_customer_id_idx
    ON email_addresses (tenant_id, customer_id);
CREATE TABLE visitors (
    tenant_id uuid,
    visitor_id text,
    customer_id uuid NOT NULL,
    linked_at timestamptz NOT NULL,
    CONSTRAINT visitors_pkey PRIMARY KEY (tenant_id, visitor_id)
);
CREATE INDEX visitors_tenant_id_customer_id_idx ON visitors (tenant_id, customer_id);
CREATE TABLE attributes (
    tenant_id uuid,
    customer_id uuid,
    name text,
    value jsonb NOT NULL,
    source text NOT NULL,
    purpose text NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT attributes_pkey PRIMARY KEY (tenant_id, customer_id, name)
);
CREATE TABLE preferences (
    tenant_id uuid,
    customer_id uuid,
    name text,
    value jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT preferences_pkey PRIMARY KEY (tenant_id, customer_id, name)
);
CREATE TABLE merges (
    tenant_id uuid,
    id uuid,
    kept_id uuid NOT NULL,
    merged_id uuid NOT NULL,
    moved jsonb NOT NULL,
    merged_at timestamptz NOT NULL,
    undone_at timestamptz,
    CONSTRAINT merges_pkey PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX merges_merged_id_idx ON merges (tenant_id, merged_id)
    WHERE undone_at IS NULL;
CREATE INDEX merges_tenant_id_kept_id_idx ON merges (tenant_id, kept_id);
"""

# A name is taken before its customer is written down, hence the deferred ones.
REFERENCES = (
    ("customers", "merged_into", ""),
    ("external_ids", "customer_id", "DEFERRABLE INITIALLY DEFERRED"),
    ("email_addresses", "customer_id", "DEFERRABLE INITIALLY DEFERRED"),
    ("visitors", "customer_id", "DEFERRABLE INITIALLY DEFERRED"),
    ("attributes", "customer_id", ""),
    ("preferences", "customer_id", ""),
    ("merges", "kept_id", ""),
    ("merges", "merged_id", ""),
)

REFERENCE = """
ALTER TABLE {table} ADD CONSTRAINT {table}_tenant_id_{column}_fkey
    FOREIGN KEY (tenant_id, {column}) REFERENCES customers (tenant_id, id) {when}
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON customers, merges TO stamgast_app;
GRANT SELECT, INSERT, UPDATE, DELETE
    ON external_ids, email_addresses, visitors, attributes, preferences
    TO stamgast_app;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, TENANT_TABLES)
    for table, column, when in REFERENCES:
        op.execute(REFERENCE.format(table=table, column=column, when=when))
    migrating.script(op.execute, GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(f"DROP TABLE {', '.join(reversed(TENANT_TABLES))}")
