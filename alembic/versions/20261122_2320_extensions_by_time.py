"""Extensions are found by when they were recorded, and rolled up as transfers are."""

from alembic import op

from domain.kernel import migrating

revision = "20261122_2320"
down_revision = "20261122_2357"

TABLES = ("extensions", "lots", "movements", "periods", "programmes")
LOCAL = "({} - interval '1 microsecond') AT TIME ZONE x.time_zone"
MONTH = f"date_trunc('month', {LOCAL})::date"
# Of the periods that were rolled up before. All that is written lately is read anew.
MOVED = f"""
CREATE INDEX extensions_moved_idx ON extensions (tenant_id, recorded_at)
    WHERE amount > 0;
INSERT INTO movements (tenant_id, since, number, unit, kind, debit, credit,
    occurred_on, issued_in, expires_in, amount, transfers, occurred_from,
    occurred_until, known_from, known_until)
SELECT f.tenant_id, f.since, f.last + row_number() OVER
        (PARTITION BY f.tenant_id, f.since), f.unit, 'extend', f.debit, f.credit,
    f.occurred_on, NULL, f.expires_in, f.amount, 0, f.occurred_from, f.occurred_until,
    f.known_from, f.known_until
FROM (
    SELECT x.tenant_id, x.since, (
            SELECT coalesce(max(n.number), 0) FROM movements n
            WHERE n.tenant_id = x.tenant_id AND n.since = x.since
        ) AS last, x.unit, m.debit, m.credit,
        date_trunc('day', {LOCAL.format("x.occurred_at")})::date AS occurred_on,
        m.expires_in, sum(x.amount) AS amount, min(x.occurred_at) AS occurred_from,
        max(x.occurred_at) AS occurred_until, min(x.recorded_at) AS known_from,
        max(x.recorded_at) AS known_until
    FROM (
        SELECT e.*, p.since, g.time_zone, l.unit, CASE
            WHEN row_number() OVER earlier = 1 THEN l.expires_at
            ELSE lag(e.expires_at) OVER earlier END AS ended_at
        FROM extensions e
        JOIN lots l ON l.tenant_id = e.tenant_id AND l.id = e.lot_id
        CROSS JOIN LATERAL (
            SELECT g.time_zone FROM programmes g WHERE g.tenant_id = e.tenant_id
            ORDER BY g.id LIMIT 1
        ) g
        LEFT JOIN periods p ON p.tenant_id = e.tenant_id
            AND e.recorded_at >= p.since AND e.recorded_at < p.until
        WHERE e.amount > 0
        WINDOW earlier AS
            (PARTITION BY e.tenant_id, e.lot_id ORDER BY e.recorded_at, e.seq)
    ) x
    CROSS JOIN LATERAL (VALUES
        ('customer.available', 'term', {MONTH.format("x.ended_at")}),
        ('term', 'customer.available', {MONTH.format("x.expires_at")})
    ) m(debit, credit, expires_in)
    WHERE x.since IS NOT NULL
    GROUP BY x.tenant_id, x.since, x.unit, m.debit, m.credit, occurred_on,
        m.expires_in
) f;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    with migrating.unfenced(op.execute, *TABLES):
        migrating.script(op.execute, MOVED)


def downgrade() -> None:
    """Go back."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP INDEX extensions_moved_idx")
    with migrating.unfenced(op.execute, "movements"):
        op.execute("DELETE FROM movements WHERE 'term' IN (debit, credit)")
