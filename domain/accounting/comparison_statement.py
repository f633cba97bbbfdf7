"""The statements that compare roll-ups with the transfers that they are sums of."""

from domain.accounting.statement import CHANGES, ENTRIES

# The next periods, and what of theirs differs.
PERIODS = """
SELECT x.since, d.unit, d.debit, d.credit, d.expected, d.found
FROM (
    SELECT p.since, p.until FROM periods p
    WHERE p.tenant_id = :tenant AND p.since > :after
    ORDER BY p.since LIMIT :limit
) x
LEFT JOIN LATERAL (
    SELECT c.unit, c.debit, c.credit, sum(c.expected)::bigint AS expected,
        sum(c.found)::bigint AS found
    FROM (
        SELECT t.unit, t.debit, t.credit, t.amount AS expected, 0 AS found
        FROM transfers t
        WHERE t.tenant_id = :tenant AND t.recorded_at >= x.since
            AND t.recorded_at < x.until
        UNION ALL
        SELECT m.unit, m.debit, m.credit, 0, m.amount
        FROM movements m WHERE m.tenant_id = :tenant AND m.since = x.since
            AND 'term' NOT IN (m.debit, m.credit)
    ) c
    GROUP BY c.unit, c.debit, c.credit
    HAVING sum(c.expected) <> sum(c.found)
) d ON true
ORDER BY x.since
"""

# The next roll-ups of accounts, and what of theirs differs.
ROLLUPS = f"""
SELECT x.customer_id, x.unit, x.number,
    format('%s available, %s pending, %s held, %s debt',
        d.available, d.pending, d.held, d.debt) AS expected,
    format('%s available, %s pending, %s held, %s debt',
        x.available, x.pending, x.held, x.debt) AS found,
    (x.available, x.pending, x.held, x.debt)
        IS DISTINCT FROM (d.available, d.pending, d.held, d.debt) AS differs
FROM (
    SELECT r.* FROM rollups r
    WHERE r.tenant_id = :tenant AND (r.customer_id, r.unit, r.number)
        > (CAST(:customer AS uuid), CAST(:unit AS text), CAST(:number AS bigint))
    ORDER BY r.customer_id, r.unit, r.number LIMIT :limit
) x
CROSS JOIN LATERAL (
    SELECT sum(c.available) AS available, sum(c.pending) AS pending,
        sum(c.held) AS held, sum(c.debt) AS debt
    FROM (
        SELECT {CHANGES} FROM transfers t
        WHERE t.tenant_id = :tenant AND t.customer_id = x.customer_id
            AND t.unit = x.unit AND t.seq > x.number * {ENTRIES}
            AND t.seq <= (x.number + 1) * {ENTRIES}
    ) c
) d
ORDER BY x.customer_id, x.unit, x.number
"""
