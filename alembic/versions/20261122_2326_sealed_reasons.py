"""Why something was done to somebody is sealed; a database can't, so it is let go."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2326"
down_revision = "20261122_2320"

SEALED = """
ALTER TABLE adjustments ALTER reason TYPE bytea USING NULL;
ALTER TABLE interventions ALTER reason TYPE bytea USING NULL;
ALTER TABLE restrictions
    ALTER reason DROP NOT NULL, ALTER reason TYPE bytea USING NULL;
UPDATE vouchers SET reason = NULL WHERE reason IS NOT NULL;
"""

TABLE = """
CREATE TABLE voucher_notes (
    tenant_id uuid,
    voucher_id uuid,
    customer_id uuid NOT NULL,
    note bytea,
    CONSTRAINT voucher_notes_pkey PRIMARY KEY (tenant_id, voucher_id)
);
CREATE INDEX voucher_notes_tenant_id_customer_id_idx
    ON voucher_notes (tenant_id, customer_id);
"""

AFTER = """
ALTER TABLE voucher_notes ADD CONSTRAINT voucher_notes_tenant_id_voucher_id_fkey
    FOREIGN KEY (tenant_id, voucher_id) REFERENCES vouchers (tenant_id, id);
GRANT SELECT, INSERT, UPDATE ON voucher_notes TO stamgast_app;
"""

BACK = """
DROP TABLE voucher_notes;
ALTER TABLE restrictions ALTER reason TYPE text USING '-', ALTER reason SET NOT NULL;
ALTER TABLE interventions ALTER reason TYPE text USING NULL;
ALTER TABLE adjustments ALTER reason TYPE text USING NULL;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    with migrating.unfenced(op.execute, "vouchers"):
        migrating.script(op.execute, SEALED)
    migrating.script(op.execute, TABLE)
    migrating.fence(op.execute, ("voucher_notes",))
    migrating.script(op.execute, AFTER)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    migrating.script(op.execute, BACK)
