"""The statements of accounting: folds of what was written in the books.

Of each transfer two instants count. It *occurred* when it says, or when it was recorded
if it says later. It was *known* when it was recorded; but what settling writes, the
activation and expiry of lots, was known at its instant, or with what was recorded last
before it if that came later: when a sweep writes it down changes no answer.
"""

# So many entries of an account have one roll-up.
ENTRIES = "512"

# What a transfer does to what belongs to its customer.
CHANGES = """
    t.amount * ((t.credit = 'customer.available')::int
        - (t.debit = 'customer.available')::int) AS available,
    t.amount * ((t.credit = 'customer.pending')::int
        - (t.debit = 'customer.pending')::int) AS pending,
    t.amount * ((t.credit = 'customer.held')::int
        - (t.debit = 'customer.held')::int) AS held,
    t.amount * ((t.debit = 'customer.debt')::int
        - (t.credit = 'customer.debt')::int) AS debt
"""

# What settling wrote: the instants of lots and of holds explain it.
SETTLED = """
    (t.source_type = 'lot' OR (t.source_type = 'hold' AND t.effect = 'expire'))
"""
# What was recorded last before a transfer was settled.
BEFORE = """
    SELECT p.recorded_at FROM transfers p
    WHERE p.tenant_id = :tenant AND p.customer_id = t.customer_id AND p.unit = t.unit
        AND p.seq < t.seq AND p.source_type <> 'lot'
        AND NOT (p.source_type = 'hold' AND p.effect = 'expire')
    ORDER BY p.seq DESC LIMIT 1
"""

# The instants between which a roll-up may be known in part are wider than need be, as
# the entries themselves say what was known.
ROLL_UP = f"""
INSERT INTO rollups (tenant_id, customer_id, unit, number, occurred_from,
    occurred_until, known_from, known_until, available, pending, held, debt)
SELECT :tenant, a.customer_id, a.unit, e.number, e.occurred_from, e.occurred_until,
    e.known_from, e.known_until, e.available, e.pending, e.held, e.debt
FROM json_to_recordset(CAST(:records AS json))
    AS a(customer_id uuid, unit text, until bigint)
CROSS JOIN LATERAL (
    SELECT coalesce(max(r.number) + 1, 0) * {ENTRIES} AS seq FROM rollups r
    WHERE r.tenant_id = :tenant AND r.customer_id = a.customer_id AND r.unit = a.unit
) l
CROSS JOIN LATERAL (
    SELECT c.number, min(c.occurred_at) AS occurred_from,
        max(c.occurred_at) AS occurred_until, min(c.known_from) AS known_from,
        max(c.recorded_at) AS known_until, sum(c.available) AS available,
        sum(c.pending) AS pending, sum(c.held) AS held, sum(c.debt) AS debt
    FROM (
        SELECT (t.seq - 1) / {ENTRIES} AS number, t.recorded_at,
            least(t.occurred_at, t.recorded_at) AS occurred_at,
            CASE WHEN {SETTLED} THEN least(t.occurred_at, t.recorded_at)
                ELSE t.recorded_at END AS known_from, {CHANGES}
        FROM transfers t
        WHERE t.tenant_id = :tenant AND t.customer_id = a.customer_id
            AND t.unit = a.unit AND t.seq > l.seq
            AND t.seq <= a.until / {ENTRIES} * {ENTRIES}
    ) c
    GROUP BY c.number
) e
"""

# Roll-ups of an account that lie within what is asked, on one side of where it begins,
# or without, or neither.
BLOCKS = """
    SELECT r.number, r.available, r.pending, r.held, r.debt, r.occurred_until,
        r.known_until <= a.known_on AND r.occurred_until <= a.as_of
            AND (r.occurred_until <= a.since OR r.occurred_from > a.since) AS inside,
        r.known_from > a.known_on OR r.occurred_from > a.as_of AS outside
    FROM rollups r
    WHERE r.tenant_id = :tenant AND r.customer_id = a.customer_id AND r.unit = a.unit
"""
# The entries to read: those of roll-ups that are neither, and those of none yet.
RANGES = f"""
    SELECT b.number * {ENTRIES} AS after, (b.number + 1) * {ENTRIES} AS until
    FROM blocks b WHERE NOT b.inside AND NOT b.outside
    UNION ALL
    SELECT coalesce(max(b.number) + 1, 0) * {ENTRIES}, 9223372036854775807
    FROM blocks b
"""
KNOWN = f"""
    (t.recorded_at <= a.known_on OR ({SETTLED}
        AND t.occurred_at <= a.known_on
        AND coalesce(({BEFORE}) <= a.known_on, true)))
"""
UNWRITTEN = """
    json_to_recordset(CAST(:unwritten AS json)) AS t(customer_id uuid, unit text,
        seq bigint, kind text, debit text, credit text, amount bigint, lot_ids uuid[],
        lot_amounts bigint[], source_type text, source_id text, effect text,
        occurred_at timestamptz, recorded_at timestamptz)
"""

FUNDS = ("available", "pending", "held", "debt")
OPENING = ", ".join(
    f"coalesce(sum(f.{each}) FILTER (WHERE f.occurred_at <= a.since), 0)::bigint"
    f" AS opening_{each}"
    for each in FUNDS
)
CLOSING = ", ".join(f"coalesce(sum(f.{each}), 0)::bigint AS {each}" for each in FUNDS)
# What an account held where what is asked begins, and where it ends: both are folds of
# the same entries, which are read once.
BALANCES = f"""
SELECT a.place, {OPENING},
    {CLOSING}
FROM json_to_recordset(CAST(:asked AS json)) AS a(place int, customer_id uuid,
    unit text, since timestamptz, as_of timestamptz, known_on timestamptz)
LEFT JOIN LATERAL (
    WITH blocks AS MATERIALIZED ({BLOCKS}), ranges AS ({RANGES})
    SELECT b.available, b.pending, b.held, b.debt, b.occurred_until AS occurred_at
    FROM blocks b WHERE b.inside
    UNION ALL
    SELECT {CHANGES}, least(t.occurred_at, t.recorded_at)
    FROM ranges g
    CROSS JOIN LATERAL (
        SELECT t.* FROM transfers t
        WHERE t.tenant_id = :tenant AND t.customer_id = a.customer_id
            AND t.unit = a.unit AND t.seq > g.after AND t.seq <= g.until
        ORDER BY t.seq OFFSET 0
    ) t
    WHERE least(t.occurred_at, t.recorded_at) <= a.as_of AND {KNOWN}
    UNION ALL
    SELECT {CHANGES}, t.occurred_at
    FROM {UNWRITTEN}
    WHERE t.customer_id = a.customer_id AND t.unit = a.unit
        AND t.occurred_at <= a.as_of AND t.occurred_at <= a.known_on
) f ON true
GROUP BY a.place
ORDER BY a.place
"""

# The next lines of a statement of account, in the order in which they occurred.
LINES = f"""
SELECT l.*
FROM json_to_recordset(CAST(:asked AS json)) AS a(customer_id uuid, unit text,
    since timestamptz, seq bigint, as_of timestamptz, known_on timestamptz)
CROSS JOIN LATERAL (
    WITH blocks AS MATERIALIZED (
        SELECT r.number, false AS inside,
            r.known_from > a.known_on OR r.occurred_from > a.as_of
                OR r.occurred_until < a.since AS outside
        FROM rollups r
        WHERE r.tenant_id = :tenant AND r.customer_id = a.customer_id
            AND r.unit = a.unit
    ), ranges AS ({RANGES})
    SELECT t.id, t.seq, t.kind, t.debit, t.credit, t.amount, t.source_type, t.source_id,
        t.effect, least(t.occurred_at, t.recorded_at) AS occurred_at, t.recorded_at
    FROM ranges g
    CROSS JOIN LATERAL (
        SELECT t.* FROM transfers t
        WHERE t.tenant_id = :tenant AND t.customer_id = a.customer_id
            AND t.unit = a.unit AND t.seq > g.after AND t.seq <= g.until
        OFFSET 0
    ) t
    WHERE (least(t.occurred_at, t.recorded_at), t.seq) > (a.since, a.seq)
        AND least(t.occurred_at, t.recorded_at) <= a.as_of AND {KNOWN}
    UNION ALL
    SELECT NULL, t.seq, t.kind, t.debit, t.credit, t.amount, t.source_type, t.source_id,
        t.effect, t.occurred_at, NULL
    FROM {UNWRITTEN}
    WHERE t.customer_id = a.customer_id AND t.unit = a.unit
        AND (t.occurred_at, t.seq) > (a.since, a.seq)
        AND t.occurred_at <= a.as_of AND t.occurred_at <= a.known_on
) l
ORDER BY l.occurred_at, l.seq
LIMIT :limit
"""
