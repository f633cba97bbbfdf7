"""What happened can be deleted of who was erased, and of nobody else."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2311"
down_revision = "20261122_2310"

# Children go first, so that what they belong to is still there to be asked.
GUARDED = """
CREATE POLICY erased ON orders AS RESTRICTIVE FOR DELETE
    USING (EXISTS (SELECT FROM customers WHERE erased_at IS NOT NULL
        AND customers.tenant_id = orders.tenant_id
        AND customers.id = orders.customer_id));
CREATE POLICY erased ON order_lines AS RESTRICTIVE FOR DELETE
    USING (EXISTS (SELECT FROM orders JOIN customers
            ON customers.tenant_id = orders.tenant_id
            AND customers.id = orders.customer_id
        WHERE erased_at IS NOT NULL
        AND orders.tenant_id = order_lines.tenant_id
        AND orders.id = order_lines.order_id));
CREATE POLICY erased ON returns AS RESTRICTIVE FOR DELETE
    USING (EXISTS (SELECT FROM customers WHERE erased_at IS NOT NULL
        AND customers.tenant_id = returns.tenant_id
        AND customers.id = returns.customer_id));
CREATE POLICY erased ON return_lines AS RESTRICTIVE FOR DELETE
    USING (EXISTS (SELECT FROM returns JOIN customers
            ON customers.tenant_id = returns.tenant_id
            AND customers.id = returns.customer_id
        WHERE erased_at IS NOT NULL
        AND returns.tenant_id = return_lines.tenant_id
        AND returns.id = return_lines.return_id));
"""

OPEN = """
DROP POLICY erased ON return_lines;
DROP POLICY erased ON returns;
DROP POLICY erased ON order_lines;
DROP POLICY erased ON orders;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, GUARDED)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, OPEN)
