"""Orders, their lines, returns, and what a merge of customers moved of them."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_0600"
down_revision = "20261122_0500"

TENANT_TABLES = (
    "orders",
    "order_lines",
    "returns",
    "return_lines",
    "order_moves",
    "return_moves",
)

TABLES = """
CREATE TABLE orders (
    tenant_id uuid,
    id uuid,
    source text NOT NULL,
    external_id text NOT NULL,
    customer_id uuid,
    visitor_id text,
    guest_email_index bytea,
    status text NOT NULL,
    currency text NOT NULL,
    channel text NOT NULL,
    amount bigint NOT NULL,
    tax bigint NOT NULL,
    shipping bigint NOT NULL,
    points_paid bigint NOT NULL,
    vouchers jsonb NOT NULL,
    line_count smallint NOT NULL,
    returned_amount bigint NOT NULL,
    fingerprint bytea NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT orders_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT orders_tenant_id_source_external_id_key
        UNIQUE (tenant_id, source, external_id),
    CONSTRAINT orders_returned_amount_check
        CHECK (returned_amount BETWEEN 0 AND amount)
);
CREATE INDEX orders_tenant_id_customer_id_occurred_at_id_idx
    ON orders (tenant_id, customer_id, occurred_at, id);
CREATE INDEX orders_guest_visitor_idx ON orders (tenant_id, visitor_id)
    WHERE customer_id IS NULL AND visitor_id IS NOT NULL;
CREATE INDEX orders_guest_email_idx ON orders (tenant_id, guest_email_index)
    WHERE customer_id IS NULL AND guest_email_index IS NOT NULL;
CREATE TABLE order_lines (
    tenant_id uuid,
    order_id uuid,
    no smallint,
    product_id text NOT NULL,
    variant text,
    category text,
    name text,
    quantity integer NOT NULL,
    unit_price bigint NOT NULL,
    discount bigint NOT NULL,
    tax bigint NOT NULL,
    amount bigint NOT NULL,
    returned_quantity integer NOT NULL,
    returned_amount bigint NOT NULL,
    CONSTRAINT order_lines_pkey PRIMARY KEY (tenant_id, order_id, no),
    CONSTRAINT order_lines_amount_check
        CHECK (amount = quantity * unit_price - discount AND amount >= 0),
    CONSTRAINT order_lines_returned_quantity_check
        CHECK (returned_quantity BETWEEN 0 AND quantity),
    CONSTRAINT order_lines_returned_amount_check
        CHECK (returned_amount BETWEEN 0 AND amount)
);
CREATE TABLE returns (
    tenant_id uuid,
    id uuid,
    source text NOT NULL,
    external_id text NOT NULL,
    customer_id uuid,
    order_source text,
    order_external_id text,
    currency text,
    status text NOT NULL,
    asked jsonb NOT NULL,
    unmatched jsonb NOT NULL,
    amount bigint NOT NULL,
    fingerprint bytea NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT returns_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT returns_tenant_id_source_external_id_key
        UNIQUE (tenant_id, source, external_id)
);
CREATE INDEX returns_tenant_id_customer_id_occurred_at_id_idx
    ON returns (tenant_id, customer_id, occurred_at, id);
CREATE INDEX returns_parked_idx ON returns (tenant_id, order_source, order_external_id)
    WHERE status = 'parked';
CREATE TABLE return_lines (
    tenant_id uuid,
    return_id uuid,
    no integer,
    order_id uuid NOT NULL,
    order_line_no smallint NOT NULL,
    quantity integer NOT NULL,
    amount bigint NOT NULL,
    CONSTRAINT return_lines_pkey PRIMARY KEY (tenant_id, return_id, no)
);
CREATE INDEX return_lines_tenant_id_order_id_order_line_no_idx
    ON return_lines (tenant_id, order_id, order_line_no);
CREATE TABLE order_moves (
    tenant_id uuid,
    merge_id uuid,
    order_id uuid,
    CONSTRAINT order_moves_pkey PRIMARY KEY (tenant_id, merge_id, order_id)
);
CREATE TABLE return_moves (
    tenant_id uuid,
    merge_id uuid,
    return_id uuid,
    CONSTRAINT return_moves_pkey PRIMARY KEY (tenant_id, merge_id, return_id)
);
"""

REFERENCES = """
ALTER TABLE orders ADD CONSTRAINT orders_tenant_id_customer_id_fkey
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id);
ALTER TABLE order_lines ADD CONSTRAINT order_lines_tenant_id_order_id_fkey
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id);
ALTER TABLE returns ADD CONSTRAINT returns_tenant_id_customer_id_fkey
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id);
ALTER TABLE return_lines ADD CONSTRAINT return_lines_tenant_id_return_id_fkey
    FOREIGN KEY (tenant_id, return_id) REFERENCES returns (tenant_id, id);
ALTER TABLE return_lines
    ADD CONSTRAINT return_lines_tenant_id_order_id_order_line_no_fkey
    FOREIGN KEY (tenant_id, order_id, order_line_no)
    REFERENCES order_lines (tenant_id, order_id, no);
ALTER TABLE order_moves ADD CONSTRAINT order_moves_tenant_id_order_id_fkey
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id);
ALTER TABLE return_moves ADD CONSTRAINT return_moves_tenant_id_return_id_fkey
    FOREIGN KEY (tenant_id, return_id) REFERENCES returns (tenant_id, id);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON orders, order_lines, returns TO stamgast_app;
GRANT SELECT, INSERT ON return_lines TO stamgast_app;
GRANT SELECT, INSERT, DELETE ON order_moves, return_moves TO stamgast_app;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, TABLES)
    migrating.fence(op.execute, TENANT_TABLES)
    migrating.script(op.execute, REFERENCES)
    migrating.script(op.execute, GRANTS)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(f"DROP TABLE {', '.join(reversed(TENANT_TABLES))}")
