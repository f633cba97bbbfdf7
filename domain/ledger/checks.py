"""Checks of the books: each one statement, which finds what is not as it must be.

Each is over the accounts of a range of customers, or over all that a tenant has.
"""

from sqlalchemy import TextClause, text

# What a transfer does to each of the three that belong to its customer is its amount,
# with the sign of the side on which it names them.

# 2: available, pending and debt are the fold of the transfers, and seq counts them. Of
# tables that nobody has counted, PostgreSQL expects a row or two, and would fold all
# transfers anew for each account; it cannot do so in a FULL JOIN, and `coalesce` keeps
# it from seeing that the join is none. Transfers without an account: see OWNERS. For
# the same reason lots are looked up one by one, by their key.
FOLD = """
SELECT a.customer_id, a.unit,
    format('%s available, %s pending, %s held, %s debt, %s transfers',
        f.available, f.pending, f.held, f.debt, f.transfers) AS expected,
    format('%s available, %s pending, %s held, %s debt, %s transfers',
        a.available, a.pending, a.held, a.debt, a.seq) AS found
FROM (
    SELECT a.* FROM accounts a
    WHERE a.tenant_id = :tenant
        AND a.customer_id > :after AND a.customer_id <= :until
) a
FULL JOIN (
    SELECT e.customer_id, e.unit, count(*) AS transfers, sum(e.available) AS available,
        sum(e.pending) AS pending, sum(e.held) AS held, sum(e.debt) AS debt
    FROM (
        SELECT t.customer_id, t.unit,
            t.amount * ((t.credit = 'customer.available')::int
                - (t.debit = 'customer.available')::int) AS available,
            t.amount * ((t.credit = 'customer.pending')::int
                - (t.debit = 'customer.pending')::int) AS pending,
            t.amount * ((t.credit = 'customer.held')::int
                - (t.debit = 'customer.held')::int) AS held,
            t.amount * ((t.debit = 'customer.debt')::int
                - (t.credit = 'customer.debt')::int) AS debt
        FROM transfers t
        WHERE t.tenant_id = :tenant
            AND t.customer_id > :after AND t.customer_id <= :until
    ) e
    GROUP BY e.customer_id, e.unit
) f ON f.customer_id = a.customer_id AND f.unit = a.unit
WHERE coalesce(a.seq, -1) >= 0
    AND (a.available, a.pending, a.held, a.debt, a.seq) IS DISTINCT FROM
        (coalesce(f.available, 0), coalesce(f.pending, 0), coalesce(f.held, 0),
            coalesce(f.debt, 0), coalesce(f.transfers, 0))
LIMIT :limit
"""

# 2: what is available is in open lots, what is pending in lots that wait, and what is
# held in parts of lots.
CONTENTS = """
SELECT a.customer_id, a.unit,
    format('%s available, %s pending, %s held', a.available, a.pending, a.held)
        AS expected,
    format('%s in open lots, %s in lots that wait, %s set aside',
        o.amount, w.amount, s.amount) AS found
FROM accounts a
CROSS JOIN LATERAL (
    SELECT coalesce(sum(x.amount), 0) AS amount, coalesce(min(x.amount), 1) AS least
    FROM unnest(a.lot_amounts) AS x(amount)
) o
CROSS JOIN LATERAL (
    SELECT coalesce(sum(x.amount), 0) AS amount, coalesce(min(x.amount), 1) AS least
    FROM unnest(a.pending_amounts) AS x(amount)
) w
CROSS JOIN LATERAL (
    SELECT coalesce(sum(x.amount), 0) AS amount, coalesce(min(x.amount), 1) AS least
    FROM unnest(a.held_amounts) AS x(amount)
) s
WHERE a.tenant_id = :tenant
    AND a.customer_id > :after AND a.customer_id <= :until
    AND (a.available <> o.amount OR a.pending <> w.amount OR a.held <> s.amount
        OR least(o.least, w.least, s.least) <= 0)
LIMIT :limit
"""

# 7: seq has no gap, and what is held after each transfer follows from the one before.
CHAIN = """
SELECT c.customer_id, c.unit,
    format('transfer %s with %s available, %s pending, %s held, %s debt',
        c.place, c.available, c.pending, c.held, c.debt) AS expected,
    format('transfer %s with %s available, %s pending, %s held, %s debt', c.seq,
        c.available_after, c.pending_after, c.held_after, c.debt_after) AS found
FROM (
    SELECT e.customer_id, e.unit, e.seq, e.available_after, e.pending_after,
        e.held_after, e.debt_after, row_number() OVER w AS place,
        coalesce(lag(e.available_after) OVER w, 0) + e.available AS available,
        coalesce(lag(e.pending_after) OVER w, 0) + e.pending AS pending,
        coalesce(lag(e.held_after) OVER w, 0) + e.held AS held,
        coalesce(lag(e.debt_after) OVER w, 0) + e.debt AS debt
    FROM (
        SELECT t.customer_id, t.unit, t.seq, t.available_after, t.pending_after,
            t.held_after, t.debt_after,
            t.amount * ((t.credit = 'customer.available')::int
                - (t.debit = 'customer.available')::int) AS available,
            t.amount * ((t.credit = 'customer.pending')::int
                - (t.debit = 'customer.pending')::int) AS pending,
            t.amount * ((t.credit = 'customer.held')::int
                - (t.debit = 'customer.held')::int) AS held,
            t.amount * ((t.debit = 'customer.debt')::int
                - (t.credit = 'customer.debt')::int) AS debt
        FROM transfers t
        WHERE t.tenant_id = :tenant
            AND t.customer_id > :after AND t.customer_id <= :until
    ) e
    WINDOW w AS (PARTITION BY e.customer_id, e.unit ORDER BY e.seq)
) c
WHERE c.seq <> c.place OR c.available_after <> c.available
    OR c.pending_after <> c.pending OR c.held_after <> c.held
    OR c.debt_after <> c.debt
    OR least(c.available, c.pending, c.held, c.debt) < 0
LIMIT :limit
"""

# 3 and 5: what is left of each lot, and where, is the fold of its allocations.
LOTS = """
SELECT coalesce(f.customer_id, h.customer_id) AS customer_id,
    coalesce(f.unit, h.unit) AS unit,
    format('lot %s: %s %s', f.lot_id, f.amount, f.side) AS expected,
    format('lot %s: %s %s', h.lot_id, h.amount, h.side) AS found
FROM (
    SELECT m.customer_id, m.unit, m.lot_id, m.side, sum(m.amount) AS amount
    FROM (
        SELECT t.customer_id, t.unit, l.lot_id, d.side, d.sign * l.amount AS amount
        FROM transfers t
        CROSS JOIN LATERAL unnest(t.lot_ids, t.lot_amounts) AS l(lot_id, amount)
        CROSS JOIN LATERAL (VALUES (t.credit, 1), (t.debit, -1)) AS d(side, sign)
        WHERE t.tenant_id = :tenant
            AND t.customer_id > :after AND t.customer_id <= :until
            AND d.side IN ('customer.available', 'customer.pending', 'customer.held')
    ) m
    GROUP BY m.customer_id, m.unit, m.lot_id, m.side
    HAVING sum(m.amount) <> 0
) f
FULL JOIN (
    SELECT a.customer_id, a.unit, l.lot_id, l.amount, 'customer.available' AS side
    FROM accounts a
    CROSS JOIN LATERAL unnest(a.lot_ids, a.lot_amounts) AS l(lot_id, amount)
    WHERE a.tenant_id = :tenant
        AND a.customer_id > :after AND a.customer_id <= :until
    UNION ALL
    SELECT a.customer_id, a.unit, l.lot_id, l.amount, 'customer.pending'
    FROM accounts a
    CROSS JOIN LATERAL unnest(a.pending_ids, a.pending_amounts) AS l(lot_id, amount)
    WHERE a.tenant_id = :tenant
        AND a.customer_id > :after AND a.customer_id <= :until
    UNION ALL
    SELECT a.customer_id, a.unit, l.lot_id, sum(l.amount), 'customer.held'
    FROM accounts a
    CROSS JOIN LATERAL unnest(a.held_lots, a.held_amounts) AS l(lot_id, amount)
    WHERE a.tenant_id = :tenant
        AND a.customer_id > :after AND a.customer_id <= :until
    GROUP BY a.customer_id, a.unit, l.lot_id
) h ON h.customer_id = f.customer_id AND h.unit = f.unit
    AND h.lot_id = f.lot_id AND h.side = f.side
WHERE f.amount IS DISTINCT FROM h.amount
LIMIT :limit
"""

# 5: the parts of a transfer that belong to lots are the whole of it.
ALLOCATIONS = """
SELECT t.customer_id, t.unit,
    format('transfer %s: %s', t.seq, t.amount) AS expected,
    format('transfer %s: %s in lots', t.seq, l.amount) AS found
FROM transfers t
CROSS JOIN LATERAL (
    SELECT coalesce(sum(x.amount), 0) AS amount
    FROM unnest(t.lot_amounts) AS x(amount)
) l
WHERE t.tenant_id = :tenant
    AND t.customer_id > :after AND t.customer_id <= :until
    AND l.amount <> t.amount
    AND (t.debit IN ('customer.available', 'customer.pending', 'customer.held')
        OR t.credit IN ('customer.available', 'customer.pending', 'customer.held'))
LIMIT :limit
"""

# 8: lots stand in accounts with their own terms; none was given twice or for nothing.
TERMS = """
SELECT h.customer_id, h.unit,
    format('lot %s: %s until %s', h.lot_id, l.available_at, u.until) AS expected,
    format('lot %s: %s until %s', h.lot_id, h.available_at, h.expires_at) AS found
FROM (
    SELECT a.customer_id, a.unit, o.lot_id, o.expires_at, NULL AS available_at
    FROM accounts a
    CROSS JOIN LATERAL unnest(a.lot_ids, a.lot_expires) AS o(lot_id, expires_at)
    WHERE a.tenant_id = :tenant
        AND a.customer_id > :after AND a.customer_id <= :until
    UNION ALL
    SELECT a.customer_id, a.unit, o.lot_id, o.expires_at, o.available_at
    FROM accounts a
    CROSS JOIN LATERAL unnest(a.pending_ids, a.pending_expires, a.pending_available)
        AS o(lot_id, expires_at, available_at)
    WHERE a.tenant_id = :tenant
        AND a.customer_id > :after AND a.customer_id <= :until
) h
LEFT JOIN LATERAL (
    SELECT l.id, l.available_at, l.expires_at FROM lots l
    WHERE l.tenant_id = :tenant AND l.id = h.lot_id LIMIT 1
) l ON true
LEFT JOIN LATERAL (
    SELECT e.expires_at, true AS extended FROM extensions e
    WHERE e.tenant_id = :tenant AND e.lot_id = h.lot_id
    ORDER BY e.recorded_at DESC, e.seq DESC LIMIT 1
) e ON true
CROSS JOIN LATERAL (
    SELECT CASE WHEN e.extended THEN e.expires_at ELSE l.expires_at END AS until
) u
WHERE l.id IS NULL OR u.until IS DISTINCT FROM h.expires_at
    OR h.available_at <> l.available_at
LIMIT :limit
"""

# 8: nothing was taken from a lot, or expired, at another side of its expiry. What was
# set aside in time may be spent later.
EXPIRED = """
SELECT t.customer_id, t.unit,
    format('lot %s until %s', l.id, u.until) AS expected,
    format('transfer %s: %s at %s', t.seq, t.kind, t.recorded_at) AS found
FROM transfers t
CROSS JOIN LATERAL unnest(t.lot_ids) AS x(lot_id)
CROSS JOIN LATERAL (
    SELECT l.id, l.expires_at FROM lots l
    WHERE l.tenant_id = :tenant AND l.id = x.lot_id LIMIT 1
) l
LEFT JOIN LATERAL (
    SELECT e.expires_at, true AS extended FROM extensions e
    WHERE e.tenant_id = :tenant AND e.lot_id = l.id
        AND (e.recorded_at, e.seq) < (t.recorded_at, t.seq)
    ORDER BY e.recorded_at DESC, e.seq DESC LIMIT 1
) e ON true
CROSS JOIN LATERAL (
    SELECT CASE WHEN e.extended THEN e.expires_at ELSE l.expires_at END AS until
) u
WHERE t.tenant_id = :tenant
    AND t.customer_id > :after AND t.customer_id <= :until
    AND ((t.kind IN ('spend', 'hold') AND t.debit = 'customer.available'
            AND u.until <= t.recorded_at)
        OR (t.kind = 'expire' AND (u.until IS NULL OR u.until > t.recorded_at)))
LIMIT :limit
"""

# What is set aside in an account is for holds that are open, and all of it.
HOLDS = """
SELECT coalesce(s.customer_id, h.customer_id) AS customer_id,
    coalesce(s.unit, h.unit) AS unit,
    format('hold %s: %s', h.id, h.amount) AS expected,
    format('hold %s: %s', s.id, s.amount) AS found
FROM (
    SELECT h.customer_id, h.unit, h.id, h.amount, h.expires_at FROM holds h
    WHERE h.tenant_id = :tenant
        AND h.customer_id > :after AND h.customer_id <= :until
        AND h.status = 'open'
) h
FULL JOIN (
    SELECT a.customer_id, a.unit, p.id, p.until, sum(p.amount) AS amount
    FROM accounts a
    CROSS JOIN LATERAL unnest(a.held_holds, a.held_until, a.held_amounts)
        AS p(id, until, amount)
    WHERE a.tenant_id = :tenant
        AND a.customer_id > :after AND a.customer_id <= :until
    GROUP BY a.customer_id, a.unit, p.id, p.until
) s ON s.customer_id = h.customer_id AND s.unit = h.unit AND s.id = h.id
    AND s.until = h.expires_at
WHERE s.amount IS DISTINCT FROM h.amount
LIMIT :limit
"""

# 5: no transfer was undone for more than it was.
REVERSALS = """
SELECT t.customer_id, t.unit, format('transfer %s: %s', t.seq, t.amount) AS expected,
    format('transfer %s: %s undone', t.seq, r.amount) AS found
FROM (
    SELECT r.transfer_id, sum(r.amount) AS amount FROM reversals r
    WHERE r.tenant_id = :tenant GROUP BY r.transfer_id
) r
LEFT JOIN transfers t ON t.tenant_id = :tenant AND t.id = r.transfer_id
WHERE t.id IS NULL OR r.amount > t.amount
LIMIT :limit
"""

# 1: what left one customer for another has arrived.
TRANSIT = """
SELECT NULL::uuid AS customer_id, m.unit, '0 on the way' AS expected,
    format('%s on the way', sum(m.amount)) AS found
FROM (
    SELECT t.unit,
        CASE WHEN t.credit = 'transit' THEN t.amount ELSE -t.amount END AS amount
    FROM transfers t
    WHERE t.tenant_id = :tenant AND (t.credit = 'transit' OR t.debit = 'transit')
) m
GROUP BY m.unit
HAVING sum(m.amount) <> 0
LIMIT :limit
"""

# Whatever moved, an account tells of it.
OWNERS = """
SELECT t.customer_id, t.unit, 'an account' AS expected, 'none' AS found
FROM transfers t
LEFT JOIN accounts a ON a.tenant_id = :tenant
    AND a.customer_id = t.customer_id AND a.unit = t.unit
WHERE t.tenant_id = :tenant
    AND t.customer_id > :after AND t.customer_id <= :until
    AND t.seq = 1 AND a.customer_id IS NULL
LIMIT :limit
"""

# A lot was given by its transfer, and is what that gave.
GIVEN = """
SELECT t.customer_id, t.unit, format('lot %s: %s', t.lot_ids[1], t.amount) AS expected,
    format('lot %s: %s by %s', l.id, l.amount, l.transfer_id) AS found
FROM transfers t
LEFT JOIN LATERAL (
    SELECT l.id, l.transfer_id, l.customer_id, l.unit, l.amount FROM lots l
    WHERE l.tenant_id = :tenant AND l.id = t.lot_ids[1] LIMIT 1
) l ON true
WHERE t.tenant_id = :tenant
    AND t.customer_id > :after AND t.customer_id <= :until
    AND t.kind = 'earn'
    AND (l.transfer_id, l.customer_id, l.unit, l.amount) IS DISTINCT FROM
        (t.id, t.customer_id, t.unit, t.amount)
LIMIT :limit
"""

# Up to which customer the next accounts are, and how much they hold.
NEXT = text("""
SELECT count(*) AS accounts, coalesce(sum(n.seq), 0)::bigint AS transfers,
    max(n.customer_id::text)::uuid AS until
FROM (
    SELECT a.customer_id, a.seq FROM accounts a
    WHERE a.tenant_id = :tenant AND a.customer_id > :after
    ORDER BY a.customer_id FETCH FIRST (:limit) ROWS WITH TIES
) n
""")

# What is of accounts, and what is of all of them together.
CHECKS: dict[str, TextClause] = {
    "fold": text(FOLD),
    "contents": text(CONTENTS),
    "chain": text(CHAIN),
    "lots": text(LOTS),
    "allocations": text(ALLOCATIONS),
    "terms": text(TERMS),
    "expired": text(EXPIRED),
    "holds": text(HOLDS),
    "given": text(GIVEN),
    "owners": text(OWNERS),
}
WHOLE: dict[str, TextClause] = {
    "reversals": text(REVERSALS),
    "transit": text(TRANSIT),
}
