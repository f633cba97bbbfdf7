"""The statements of rollups: what the orders of some customers come to, in one go.

They read orders where they stand, so that an import pays for no journey and for no row
that Python takes apart. What counts is as in `orders.placed_by`: an order that was not
called off, of which something was kept.
"""

GAPS_KEPT = 8

# Of one customer; a limit, as there is one to everything, keeps a lookup a lookup while
# PostgreSQL has no statistics yet (see `kernel.sets`).
ORDERS_MAX = 1_000_000

# Whose rollups they are about: given as orders, or as customers.
OF_ORDERS = """
    SELECT DISTINCT o.customer_id
    FROM unnest(CAST(:named AS uuid[])) AS named(id)
    CROSS JOIN LATERAL (
        SELECT o.customer_id FROM orders o
        WHERE o.tenant_id = :tenant AND o.id = named.id
        LIMIT 1
    ) o
    WHERE o.customer_id IS NOT NULL
"""
OF_CUSTOMERS = """
    SELECT DISTINCT named.id AS customer_id
    FROM unnest(CAST(:named AS uuid[])) AS named(id)
"""

# Held in the order of ids, so that no two units wait for each other; who has none gets
# one. Only the next statement looks at orders: it sees what those wrote who held it.
_HOLD = """
INSERT INTO purchase_rollups AS r (tenant_id, customer_id, orders, days, amount,
    first_amount, squares, gap_squares, last_gaps, changed_at)
SELECT :tenant, w.customer_id, 0, 0, 0, 0, 0, 0, '{}', CAST(:now AS timestamptz)
FROM (%s) w
ORDER BY w.customer_id
ON CONFLICT (tenant_id, customer_id) DO UPDATE SET changed_at = excluded.changed_at
"""

# The days on which a customer bought something; each by its own lookup, and no join
# that could be turned around.
_DAYS = f"""
    SELECT o.day, count(*) AS orders, sum(o.value) AS amount,
        o.day - lag(o.day) OVER past AS gap,
        row_number() OVER past AS place
    FROM (
        SELECT (o.occurred_at AT TIME ZONE p.time_zone)::date AS day,
            CASE WHEN o.currency = p.currency
                THEN o.amount - o.returned_amount ELSE 0 END AS value
        FROM orders o
        WHERE o.tenant_id = :tenant AND o.customer_id = w.customer_id
            AND o.status = 'recorded' AND o.amount > o.returned_amount
        LIMIT {ORDERS_MAX}
    ) o
    GROUP BY o.day
    WINDOW past AS (ORDER BY o.day)
"""

_FOLDED = f"""
SELECT w.customer_id, f.*
FROM (%s) w
CROSS JOIN (
    SELECT m.time_zone, m.currency FROM programmes m
    WHERE m.tenant_id = :tenant LIMIT 1
) p
CROSS JOIN LATERAL (
    SELECT coalesce(sum(d.orders), 0)::integer AS orders,
        count(d.day)::integer AS days,
        min(d.day) AS first_day,
        max(d.day) AS last_day,
        coalesce(sum(d.amount), 0)::bigint AS amount,
        coalesce(sum(d.amount) FILTER (WHERE d.place = 1), 0)::bigint AS first_amount,
        coalesce(sum(d.amount * d.amount), 0) AS squares,
        coalesce(sum(d.gap::bigint * d.gap), 0)::bigint AS gap_squares,
        coalesce(
            (array_agg(d.gap ORDER BY d.day DESC) FILTER (WHERE d.gap IS NOT NULL))
                [1:{GAPS_KEPT}],
            '{{}}'
        ) AS last_gaps
    FROM ({_DAYS}) d
) f
"""

# The same days, of customers who come in some order.
DAYS_OF_SOME = f"""
unnest(CAST(:named AS uuid[])) WITH ORDINALITY AS w(customer_id, place)
CROSS JOIN (
    SELECT m.time_zone, m.currency FROM programmes m
    WHERE m.tenant_id = :tenant LIMIT 1
) p
CROSS JOIN LATERAL ({_DAYS}) d
"""

COLUMNS = (
    "orders",
    "days",
    "first_day",
    "last_day",
    "amount",
    "first_amount",
    "squares",
    "gap_squares",
    "last_gaps",
)
_SET = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS)
# All of them are there, and held: it is an insertion as that joins nothing.
_FOLD = f"""
INSERT INTO purchase_rollups AS r (tenant_id, customer_id, {", ".join(COLUMNS)})
SELECT :tenant, f.customer_id, {", ".join(f"f.{name}" for name in COLUMNS)}
FROM ({_FOLDED}) f
ON CONFLICT (tenant_id, customer_id) DO UPDATE SET {_SET}
"""
_OURS, _THEIRS = (
    ", ".join(f"{alias}.{name}" for name in COLUMNS) for alias in ("r", "f")
)

HOLD_BY_ORDERS, HOLD_BY_CUSTOMERS = _HOLD % OF_ORDERS, _HOLD % OF_CUSTOMERS
FOLD_BY_ORDERS = _FOLD % OF_ORDERS
FOLD_BY_CUSTOMERS = _FOLD % OF_CUSTOMERS
# Whose rollups are not what their orders come to; who has none and needs none is well.
DIFFERENCES = f"""
SELECT f.customer_id
FROM ({_FOLDED % OF_CUSTOMERS}) f
LEFT JOIN purchase_rollups r
    ON r.tenant_id = :tenant AND r.customer_id = f.customer_id
WHERE ({_THEIRS}) IS DISTINCT FROM ({_OURS})
    AND (r.customer_id IS NOT NULL OR f.days > 0)
ORDER BY f.customer_id
"""
