"""The statements of accounts as they were: what of each lot was where.

Of each transfer two instants count, as in accounting: it occurred when it says, or when
it was recorded if it says later; it was known when it was recorded. But what settling
writes was known at its own instant, or with what was recorded last before it.
"""

SETTLED = "(t.source_type = 'lot' OR (t.source_type = 'hold' AND t.effect = 'expire'))"
# What an account knew of itself; its transfers are read once, by their key.
SEEN = f"""
    SELECT k.* FROM (
        SELECT t.debit, t.credit, t.amount, t.lot_ids, t.lot_amounts,
            least(t.occurred_at, t.recorded_at) AS occurred_at,
            CASE WHEN {SETTLED}
                THEN least(t.recorded_at, greatest(t.occurred_at,
                    max(t.recorded_at) FILTER (WHERE NOT {SETTLED})
                        OVER (ORDER BY t.seq ROWS UNBOUNDED PRECEDING)))
                ELSE t.recorded_at END AS known_at
        FROM transfers t
        WHERE t.tenant_id = :tenant AND t.customer_id = :customer AND t.unit = :unit
    ) k
    WHERE k.occurred_at <= :as_of AND k.known_at <= :known_on
"""


def _change(side: str, amount: str) -> str:
    """Write what a transfer does to one side of its customer."""
    return f"{amount} * ((s.credit = '{side}')::int - (s.debit = '{side}')::int)"


PARTS = f"""
WITH seen AS MATERIALIZED ({SEEN}), parts AS (
    SELECT p.id, sum({_change("customer.available", "p.amount")})::bigint AS available,
        sum({_change("customer.pending", "p.amount")})::bigint AS pending,
        sum({_change("customer.held", "p.amount")})::bigint AS held
    FROM seen s CROSS JOIN LATERAL unnest(s.lot_ids, s.lot_amounts) AS p(id, amount)
    GROUP BY p.id
)
SELECT p.id, p.available, p.pending, p.held, 0::bigint AS debt, l.available_at,
    CASE WHEN e.lot_id IS NULL THEN l.expires_at ELSE e.expires_at END AS expires_at
FROM parts p
JOIN LATERAL (
    SELECT l.available_at, l.expires_at FROM lots l
    WHERE l.tenant_id = :tenant AND l.id = p.id LIMIT 1
) l ON true
LEFT JOIN LATERAL (
    SELECT e.lot_id, e.expires_at FROM extensions e
    WHERE e.tenant_id = :tenant AND e.lot_id = p.id
        AND e.occurred_at <= :as_of AND e.recorded_at <= :known_on
    ORDER BY e.recorded_at DESC, e.seq DESC LIMIT 1
) e ON true
WHERE p.available <> 0 OR p.pending <> 0 OR p.held <> 0
UNION ALL
SELECT NULL, 0, 0, 0, -coalesce(sum({_change("customer.debt", "s.amount")}), 0)::bigint,
    NULL, NULL
FROM seen s
"""

FROZEN = """
SELECT i.kind FROM interventions i
WHERE i.tenant_id = :tenant AND i.customer_id = :customer AND i.unit = :unit
    AND i.kind IN ('freeze', 'unfreeze') AND i.recorded_at <= :at
ORDER BY i.recorded_at DESC, i.id DESC LIMIT 1
"""
