"""Verification: the accounts, computed anew from the transfers that explain them.

Each check is one statement over all of a tenant's books, and finds what is not as it
must be. Nothing found means that the invariants hold.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import TextClause, text

from domain.kernel import CustomerId, Unit
from domain.kernel.ids import encode

DIFFERENCES_MAX = 100

# What a transfer does to each of the three that belong to its customer is its amount,
# with the sign of the side on which it names them.

# 2: available, pending and debt are the fold of the transfers, and seq counts them.
FOLD = """
SELECT a.customer_id, a.unit,
    format('%s available, %s pending, %s debt, %s transfers',
        f.available, f.pending, f.debt, f.transfers) AS expected,
    format('%s available, %s pending, %s debt, %s transfers',
        a.available, a.pending, a.debt, a.seq) AS found
FROM accounts a
LEFT JOIN (
    SELECT e.customer_id, e.unit, count(*) AS transfers, sum(e.available) AS available,
        sum(e.pending) AS pending, sum(e.debt) AS debt
    FROM (
        SELECT t.customer_id, t.unit,
            t.amount * ((t.credit = 'customer.available')::int
                - (t.debit = 'customer.available')::int) AS available,
            t.amount * ((t.credit = 'customer.pending')::int
                - (t.debit = 'customer.pending')::int) AS pending,
            t.amount * ((t.debit = 'customer.debt')::int
                - (t.credit = 'customer.debt')::int) AS debt
        FROM transfers t WHERE t.tenant_id = :tenant
    ) e
    GROUP BY e.customer_id, e.unit
) f ON f.customer_id = a.customer_id AND f.unit = a.unit
WHERE a.tenant_id = :tenant
    AND (a.available, a.pending, a.debt, a.seq) IS DISTINCT FROM
        (coalesce(f.available, 0), coalesce(f.pending, 0), coalesce(f.debt, 0),
            coalesce(f.transfers, 0))
LIMIT :limit
"""

# 2: what is available is in open lots, what is pending in lots that wait.
CONTENTS = """
SELECT a.customer_id, a.unit,
    format('%s available, %s pending', a.available, a.pending) AS expected,
    format('%s in open lots, %s in lots that wait', o.amount, w.amount) AS found
FROM accounts a
CROSS JOIN LATERAL (
    SELECT coalesce(sum(x.amount), 0) AS amount, coalesce(min(x.amount), 1) AS least
    FROM unnest(a.lot_amounts) AS x(amount)
) o
CROSS JOIN LATERAL (
    SELECT coalesce(sum(x.amount), 0) AS amount, coalesce(min(x.amount), 1) AS least
    FROM unnest(a.pending_amounts) AS x(amount)
) w
WHERE a.tenant_id = :tenant
    AND (a.available <> o.amount OR a.pending <> w.amount
        OR o.least <= 0 OR w.least <= 0)
LIMIT :limit
"""

# 7: seq has no gap, and what is held after each transfer follows from the one before.
CHAIN = """
SELECT c.customer_id, c.unit,
    format('transfer %s with %s available, %s pending, %s debt',
        c.place, c.available, c.pending, c.debt) AS expected,
    format('transfer %s with %s available, %s pending, %s debt', c.seq,
        c.available_after, c.pending_after, c.debt_after) AS found
FROM (
    SELECT e.customer_id, e.unit, e.seq, e.available_after, e.pending_after,
        e.debt_after, row_number() OVER w AS place,
        coalesce(lag(e.available_after) OVER w, 0) + e.available AS available,
        coalesce(lag(e.pending_after) OVER w, 0) + e.pending AS pending,
        coalesce(lag(e.debt_after) OVER w, 0) + e.debt AS debt
    FROM (
        SELECT t.customer_id, t.unit, t.seq, t.available_after, t.pending_after,
            t.debt_after,
            t.amount * ((t.credit = 'customer.available')::int
                - (t.debit = 'customer.available')::int) AS available,
            t.amount * ((t.credit = 'customer.pending')::int
                - (t.debit = 'customer.pending')::int) AS pending,
            t.amount * ((t.debit = 'customer.debt')::int
                - (t.credit = 'customer.debt')::int) AS debt
        FROM transfers t WHERE t.tenant_id = :tenant
    ) e
    WINDOW w AS (PARTITION BY e.customer_id, e.unit ORDER BY e.seq)
) c
WHERE c.seq <> c.place OR c.available_after <> c.available
    OR c.pending_after <> c.pending OR c.debt_after <> c.debt
    OR least(c.available, c.pending, c.debt) < 0
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
            AND d.side IN ('customer.available', 'customer.pending')
    ) m
    GROUP BY m.customer_id, m.unit, m.lot_id, m.side
    HAVING sum(m.amount) <> 0
) f
FULL JOIN (
    SELECT a.customer_id, a.unit, l.lot_id, l.amount, 'customer.available' AS side
    FROM accounts a
    CROSS JOIN LATERAL unnest(a.lot_ids, a.lot_amounts) AS l(lot_id, amount)
    WHERE a.tenant_id = :tenant
    UNION ALL
    SELECT a.customer_id, a.unit, l.lot_id, l.amount, 'customer.pending'
    FROM accounts a
    CROSS JOIN LATERAL unnest(a.pending_ids, a.pending_amounts) AS l(lot_id, amount)
    WHERE a.tenant_id = :tenant
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
WHERE t.tenant_id = :tenant AND l.amount <> t.amount
    AND (t.debit IN ('customer.available', 'customer.pending')
        OR t.credit IN ('customer.available', 'customer.pending'))
LIMIT :limit
"""

# 8: lots stand in accounts with their own terms; none was given twice or for nothing.
TERMS = """
SELECT h.customer_id, h.unit,
    format('lot %s: %s until %s', h.lot_id, l.available_at, l.expires_at) AS expected,
    format('lot %s: %s until %s', h.lot_id, h.available_at, h.expires_at) AS found
FROM (
    SELECT a.customer_id, a.unit, o.lot_id, o.expires_at, NULL AS available_at
    FROM accounts a
    CROSS JOIN LATERAL unnest(a.lot_ids, a.lot_expires) AS o(lot_id, expires_at)
    WHERE a.tenant_id = :tenant
    UNION ALL
    SELECT a.customer_id, a.unit, o.lot_id, o.expires_at, o.available_at
    FROM accounts a
    CROSS JOIN LATERAL unnest(a.pending_ids, a.pending_expires, a.pending_available)
        AS o(lot_id, expires_at, available_at)
    WHERE a.tenant_id = :tenant
) h
LEFT JOIN lots l ON l.tenant_id = :tenant AND l.id = h.lot_id
WHERE l.id IS NULL OR l.expires_at IS DISTINCT FROM h.expires_at
    OR h.available_at <> l.available_at
LIMIT :limit
"""

# 8: nothing was taken from a lot, or expired, at another side of its expiry.
EXPIRED = """
SELECT t.customer_id, t.unit,
    format('lot %s until %s', l.id, l.expires_at) AS expected,
    format('transfer %s: %s at %s', t.seq, t.kind, t.recorded_at) AS found
FROM transfers t
CROSS JOIN LATERAL unnest(t.lot_ids) AS x(lot_id)
JOIN lots l ON l.tenant_id = :tenant AND l.id = x.lot_id
WHERE t.tenant_id = :tenant
    AND ((t.kind = 'spend' AND l.expires_at <= t.recorded_at)
        OR (t.kind = 'expire'
            AND (l.expires_at IS NULL OR l.expires_at > t.recorded_at)))
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
WHERE t.tenant_id = :tenant AND t.seq = 1 AND a.customer_id IS NULL
LIMIT :limit
"""

CHECKS: dict[str, TextClause] = {
    "fold": text(FOLD),
    "contents": text(CONTENTS),
    "chain": text(CHAIN),
    "lots": text(LOTS),
    "allocations": text(ALLOCATIONS),
    "terms": text(TERMS),
    "expired": text(EXPIRED),
    "transit": text(TRANSIT),
    "owners": text(OWNERS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something in the books that is not as the transfers say it must be."""

    check: str
    customer_id: CustomerId | None
    unit: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class _Found:
    customer_id: object
    unit: str
    expected: str
    found: str


async def differences(unit: Unit) -> tuple[Difference, ...]:
    """Return what is wrong with a tenant's books; of each kind, a bounded number."""
    found: list[Difference] = []
    for check, statement in CHECKS.items():
        rows = await unit.all(_Found, statement, limit=DIFFERENCES_MAX)
        found.extend(_difference(check, row) for row in rows)
    return tuple(found)


def _difference(check: str, row: _Found) -> Difference:
    whose = row.customer_id
    return Difference(
        check=check,
        customer_id=encode("cus", whose) if isinstance(whose, UUID) else None,
        unit=row.unit,
        expected=row.expected,
        found=row.found,
    )
