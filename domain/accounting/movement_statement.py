"""The statements of the tenant's sides: what moved between them, however many moved it.

What was recorded in a period that is over is rolled up once; what came since is read
from the transfers, and so is a period across whose roll-up goes an instant that is
asked about. Instants are as in `statement`.
"""

from domain.accounting.statement import BEFORE, SETTLED, UNWRITTEN

OCCURRED = "least(t.occurred_at, t.recorded_at)"
# An instant ends its day, and not begins the next: what expires at midnight is of the
# day before.
LOCAL = "({} - interval '1 microsecond') AT TIME ZONE CAST(:zone AS text)"
DAY = f"date_trunc('day', {LOCAL})::date"
MONTH = f"date_trunc('month', {LOCAL})::date"

COLUMNS = """
    t.customer_id, t.unit, t.seq, t.kind, t.debit, t.credit, t.amount, t.lot_ids,
    t.lot_amounts, t.source_type, t.effect, t.occurred_at, t.recorded_at
"""
# The transfers that were recorded in ranges.
RECORDED = f"""
    SELECT {COLUMNS}
    FROM ranges g
    CROSS JOIN LATERAL (
        SELECT t.* FROM transfers t
        WHERE t.tenant_id = :tenant AND t.recorded_at >= g.since
            AND t.recorded_at < g.until
        OFFSET 0
    ) t
"""
INSTANTS = f"""
    {OCCURRED} AS occurred_at,
    CASE WHEN {SETTLED}
        THEN greatest(t.occurred_at, coalesce(({BEFORE}), t.occurred_at))
        ELSE t.recorded_at END AS known_at
"""
# What moved as a whole.
WHOLE = f"""
    SELECT t.unit, t.kind, t.debit, t.credit, t.amount, 1 AS transfers, {INSTANTS},
        NULL::date AS issued_in, NULL::date AS expires_in
    FROM written t
"""
# The terms of a lot as they were promised.
PROMISED = """
    SELECT l.unit, l.expires_at, l.transfer_id FROM lots l
    WHERE l.tenant_id = :tenant AND l.id = {}
    OFFSET 0
"""
# How a lot came to last longer: by its key, and never by when that was recorded, of
# which there is an index for those alone of which something was left.
OF_LOT = """
    SELECT x.* FROM (
        SELECT x.* FROM extensions x WHERE x.tenant_id = :tenant AND x.lot_id = {}
        OFFSET 0
    ) x
    WHERE x.amount > 0
"""
# What moved of each lot: when it was issued, and until when it lasted then.
OF_LOTS = f"""
    SELECT t.unit, t.kind, t.debit, t.credit, coalesce(s.amount, t.amount) AS amount,
        (coalesce(s.place, 1) = 1)::int AS transfers, {INSTANTS},
        {MONTH.format("l.issued_at")} AS issued_in,
        {MONTH.format("CASE WHEN e.extended THEN e.expires_at ELSE l.expires_at END")}
            AS expires_in
    FROM written t
    LEFT JOIN LATERAL unnest(t.lot_ids, t.lot_amounts) WITH ORDINALITY
        AS s(lot_id, amount, place) ON true
    LEFT JOIN LATERAL (
        SELECT l.expires_at, (
            SELECT {OCCURRED} FROM transfers t
            WHERE t.tenant_id = :tenant AND t.id = l.transfer_id
        ) AS issued_at
        FROM ({PROMISED.format("s.lot_id")}) l
    ) l ON true
    LEFT JOIN LATERAL (
        SELECT e.expires_at, true AS extended FROM ({OF_LOT.format("s.lot_id")}) e
        WHERE (e.recorded_at, e.seq) < (t.recorded_at, t.seq)
            AND e.occurred_at <= {OCCURRED}
        ORDER BY e.recorded_at DESC, e.seq DESC LIMIT 1
    ) e ON true
"""
# What comes to a month of expiry, and what leaves one, by way of a side that is
# nobody's: two movements of an amount.
TERMS = f"""
    CROSS JOIN LATERAL (VALUES
        ('customer.available', 'term', {{amount}}, {MONTH.format("{since}")}),
        ('term', 'customer.available', {{amount}}, {MONTH.format("e.expires_at")})
    ) m(debit, credit, amount, expires_in)
"""
SINCE = "CASE WHEN e.is_first THEN l.expires_at ELSE e.ended_at END"
# What was left of each lot that came to last longer leaves the month in which it ended
# for the one in which it ends now.
EXTENDED = f"""
    SELECT l.unit, 'extend', m.debit, m.credit, m.amount, 0, e.occurred_at,
        e.recorded_at, NULL::date, m.expires_in
    FROM ranges g
    CROSS JOIN LATERAL (
        SELECT e.*, b.lot_id IS NULL AS is_first, b.expires_at AS ended_at
        FROM extensions e
        LEFT JOIN LATERAL (
            SELECT b.lot_id, b.expires_at FROM ({OF_LOT.format("e.lot_id")}) b
            WHERE (b.recorded_at, b.seq) < (e.recorded_at, e.seq)
            ORDER BY b.recorded_at DESC, b.seq DESC LIMIT 1
        ) b ON true
        WHERE e.tenant_id = :tenant AND e.amount > 0
            AND e.recorded_at >= g.since AND e.recorded_at < g.until
        OFFSET 0
    ) e
    CROSS JOIN LATERAL ({PROMISED.format("e.lot_id")}) l
    {TERMS.format(amount="e.amount", since=SINCE)}
"""
HELD = "('customer.available', 'customer.pending', 'customer.held')"
GAINED = f"((t.credit IN {HELD})::int - (t.debit IN {HELD})::int)"
# What came late of a lot that had come to last longer meanwhile: so much more, or less,
# went from month to month then.
LATE = f"""
    SELECT t.unit, 'extend', m.debit, m.credit, m.amount, 0, e.occurred_at,
        t.known_at, NULL::date, m.expires_in
    FROM (
        SELECT t.unit, t.seq, t.recorded_at, t.lot_ids, t.lot_amounts,
            {GAINED} AS gained, {INSTANTS}
        FROM written t WHERE {GAINED} <> 0
    ) t
    CROSS JOIN LATERAL unnest(t.lot_ids, t.lot_amounts) AS s(lot_id, amount)
    CROSS JOIN LATERAL (
        SELECT e.occurred_at, e.expires_at, row_number() OVER earlier = 1 AS is_first,
            lag(e.expires_at) OVER earlier AS ended_at
        FROM ({OF_LOT.format("s.lot_id")}) e
        WHERE (e.recorded_at, e.seq) < (t.recorded_at, t.seq)
        WINDOW earlier AS (ORDER BY e.recorded_at, e.seq)
    ) e
    CROSS JOIN LATERAL ({PROMISED.format("s.lot_id")}) l
    {TERMS.format(amount="s.amount * t.gained", since=SINCE)}
    WHERE e.occurred_at > t.occurred_at
"""
BY_TERM = f"{OF_LOTS} UNION ALL {EXTENDED} UNION ALL {LATE}"
# Between months of expiry nothing moves that anybody gave or got.
NOT_TERMS = "AND 'term' NOT IN (p.debit, p.credit)"

ROLL_UP_PERIOD = f"""
INSERT INTO movements (tenant_id, since, number, unit, kind, debit, credit,
    occurred_on, issued_in, expires_in, amount, transfers, occurred_from,
    occurred_until, known_from, known_until)
SELECT :tenant, CAST(:since AS timestamptz), row_number() OVER (), f.unit, f.kind,
    f.debit, f.credit, f.occurred_on, f.issued_in, f.expires_in, sum(f.amount),
    sum(f.transfers), min(f.occurred_at), max(f.occurred_at), min(f.known_at),
    max(f.known_at)
FROM (
    WITH ranges AS (
        SELECT CAST(:since AS timestamptz) AS since, CAST(:until AS timestamptz)
            AS until
    ), written AS ({RECORDED})
    SELECT m.*, {DAY.format("m.occurred_at")} AS occurred_on,
        {DAY.format("m.known_at")} AS known_on
    FROM ({BY_TERM}) m
) f
GROUP BY f.unit, f.kind, f.debit, f.credit, f.occurred_on, f.known_on, f.issued_in,
    f.expires_in
"""

# Roll-ups within what is asked, and the transfers to read besides.
FACTS = f"""
WITH parts AS MATERIALIZED (
    SELECT m.since, m.unit, m.kind, m.debit, m.credit, m.amount, m.transfers,
        date_trunc('month', m.occurred_on)::date AS month, m.issued_in, m.expires_in,
        m.known_until <= :known_on AND m.occurred_until <= :until
            AND m.occurred_from > :after AS inside,
        m.known_from > :known_on OR m.occurred_from > :until
            OR m.occurred_until <= :after AS outside
    FROM movements m WHERE m.tenant_id = :tenant
), cut AS (
    SELECT DISTINCT p.since FROM parts p WHERE NOT p.inside AND NOT p.outside
), ranges AS (
    SELECT p.since, p.until FROM cut c
    CROSS JOIN LATERAL (
        SELECT p.since, p.until FROM periods p
        WHERE p.tenant_id = :tenant AND p.since = c.since
    ) p
    UNION ALL
    SELECT coalesce((
        SELECT p.until FROM periods p WHERE p.tenant_id = :tenant
        ORDER BY p.since DESC LIMIT 1
    ), '-infinity'), 'infinity'
), written AS MATERIALIZED (
    {RECORDED}
    UNION ALL
    SELECT {COLUMNS} FROM {UNWRITTEN}
)
"""
READ = """
SELECT f.unit, {of} sum(f.amount)::bigint AS amount,
    sum(f.transfers)::bigint AS transfers
FROM (
    SELECT p.unit, p.kind, p.debit, p.credit, p.month, p.issued_in, p.expires_in,
        p.amount, p.transfers
    FROM parts p LEFT JOIN cut c ON c.since = p.since
    WHERE p.inside AND c.since IS NULL {only}
    UNION ALL
    SELECT m.unit, m.kind, m.debit, m.credit, {month}, m.issued_in, m.expires_in,
        m.amount, m.transfers
    FROM ({moved}) m
    WHERE m.occurred_at <= :until AND m.occurred_at > :after
        AND m.known_at <= :known_on
) f
GROUP BY {by}
ORDER BY {by}
"""


def _reading(by: str, moved: str, only: str = "") -> str:
    of = "".join(f"f.{name}, " for name in by.split())
    places = ", ".join(str(place) for place in range(1, len(by.split()) + 2))
    month = MONTH.format("m.occurred_at")
    return FACTS + READ.format(of=of, by=places, moved=moved, month=month, only=only)


MOVEMENTS = _reading("month kind debit credit", WHOLE, NOT_TERMS)
COHORTS = _reading("month debit credit issued_in expires_in", BY_TERM)
