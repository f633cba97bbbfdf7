"""What orders, events and occasions earn, by rules that say all of it."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_1600"
down_revision = "20261122_1900"

UPGRADE = """
ALTER TABLE earning_rules ADD COLUMN retired_at timestamptz;
UPDATE earning_rules
SET terms = (terms - 'amount_step' - 'points_per_step') || jsonb_build_object(
    'effect', jsonb_build_object(
        'type', 'per_amount',
        'step', coalesce(terms -> 'amount_step', '100'),
        'points', coalesce(terms -> 'points_per_step', '1')
    )
);
GRANT UPDATE ON earning_rules TO stamgast_app;
ALTER TABLE awards RENAME COLUMN order_id TO cause_id;
ALTER TABLE awards RENAME COLUMN steps TO worth;
ALTER TABLE awards ADD COLUMN cause text NOT NULL DEFAULT 'ord';
ALTER TABLE awards ALTER COLUMN cause DROP DEFAULT;
UPDATE awards SET worth = earned - taken_back;
ALTER TABLE awards ADD COLUMN trace jsonb;
UPDATE awards SET trace = jsonb_build_array(
    rule, version, 'erl_' || replace(rule_id::text, '-', ''), 'gave', worth, basis,
    '[0, 1]'::jsonb, worth, '[]'::jsonb, '[]'::jsonb, NULL, '[]'::jsonb
);
ALTER TABLE awards ALTER COLUMN trace SET NOT NULL;
"""

DOWNGRADE = """
REVOKE UPDATE ON earning_rules FROM stamgast_app;
ALTER TABLE earning_rules DROP COLUMN retired_at;
DELETE FROM awards WHERE cause <> 'ord';
ALTER TABLE awards DROP COLUMN trace, DROP COLUMN cause;
ALTER TABLE awards RENAME COLUMN worth TO steps;
ALTER TABLE awards RENAME COLUMN cause_id TO order_id;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    with migrating.unfenced(op.execute, "earning_rules", "awards"):
        migrating.script(op.execute, UPGRADE)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    with migrating.unfenced(op.execute, "awards"):
        migrating.script(op.execute, DOWNGRADE)
