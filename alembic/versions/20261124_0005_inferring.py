"""Whoever infers something of customers is a role that cannot read who they are.

What it may read is granted by `domain/sight.py` after each migration.
"""

from alembic import op

revision = "20261124_0005"
down_revision = "20261124_0000"

ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'stamgast_inferring') THEN
        CREATE ROLE stamgast_inferring NOLOGIN;
    END IF;
    GRANT stamgast_inferring TO CURRENT_USER;
END $$
"""

WITHDRAWN = """
DO $$ DECLARE found text; BEGIN
    FOR found IN SELECT oid::regclass::text FROM pg_class
        WHERE relkind IN ('r', 'p') AND relacl::text LIKE '%stamgast_inferring=%'
            OR oid IN (SELECT attrelid FROM pg_attribute
                WHERE attacl::text LIKE '%stamgast_inferring=%')
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM stamgast_inferring', found);
    END LOOP;
END $$
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(ROLE)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(WITHDRAWN)
