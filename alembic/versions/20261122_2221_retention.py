"""What is kept for a time can go when it has passed, and the trails no earlier."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2221"
down_revision = "20261122_2300"

KEPT = """
ALTER TABLE customers ADD COLUMN kept_until timestamptz;
UPDATE customers SET kept_until = erased_at + interval '5 years'
    WHERE erased_at IS NOT NULL;
CREATE INDEX customers_kept_until_idx ON customers (tenant_id, kept_until)
    WHERE kept_until IS NOT NULL;
GRANT DELETE ON audit_entries, consent_events, consent_states, order_claims,
    order_lines, orders, return_lines, returns, privacy_requests,
    privacy_request_events, erasures, erasure_parts, legal_holds TO stamgast_app;
CREATE POLICY old ON audit_entries AS RESTRICTIVE FOR DELETE
    USING (at < now() - interval '2 years');
CREATE POLICY erased ON consent_events AS RESTRICTIVE FOR DELETE
    USING (EXISTS (SELECT FROM customers WHERE erased_at IS NOT NULL
        AND customers.tenant_id = consent_events.tenant_id
        AND customers.id = consent_events.customer_id));
"""

BACK = """
DROP POLICY erased ON consent_events;
DROP POLICY old ON audit_entries;
REVOKE DELETE ON audit_entries, consent_events, consent_states, order_claims,
    order_lines, orders, return_lines, returns, privacy_requests,
    privacy_request_events, erasures, erasure_parts, legal_holds FROM stamgast_app;
DROP INDEX customers_kept_until_idx;
ALTER TABLE customers DROP COLUMN kept_until;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    with migrating.unfenced(op.execute, "customers"):
        migrating.script(op.execute, KEPT)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, BACK)
