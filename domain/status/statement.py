"""The statements of the status, in each of which PostgreSQL writes the JSON.

What a sweep has not yet done is seen as done: a lot whose time has come is available,
and one whose time is over is gone. Debt is paid from what arrives. Where sweeps have
nothing to do, which is nearly always, the account's own sums hold: to read those takes
PostgreSQL two thirds of the time, and a test compares the two.
"""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from domain.kernel.hot import HotStatement

# What arrives: waiting lots, and what comes back from a hold that nobody ended.
ARRIVALS = """
    SELECT one.amount, one.arrives, one.expires, one.held,
        sum(one.amount) OVER (ORDER BY one.arrives, one.held, one.place)::bigint
            AS running
    FROM (
        SELECT pending.amount, pending.arrives, pending.expires, false AS held,
            pending.place
        FROM unnest(
            account.pending_amounts, account.pending_available, account.pending_expires
        ) WITH ORDINALITY AS pending(amount, arrives, expires, place)
        UNION ALL
        SELECT held.amount, held.until, held.expires, true, held.place
        FROM unnest(account.held_amounts, account.held_until, account.held_expires)
            WITH ORDINALITY AS held(amount, until, expires, place)
    ) AS one
"""

# Open lots and those that arrive as one list; an open lot arrived when it was earned.
# What arrived has paid the debt, in the order of arrival, before any of it expired.
LOTS = f"""
    SELECT open.amount, NULL::timestamptz AS arrives, open.expires, false AS held
    FROM unnest(account.lot_amounts, account.lot_expires)
        AS open(amount, expires)
    WHERE open.expires IS NULL OR open.expires > :now
    UNION ALL
    SELECT
        CASE WHEN arrival.arrives > :now THEN arrival.amount
            ELSE least(arrival.amount, greatest(arrival.running - account.debt, 0))
        END,
        arrival.arrives,
        arrival.expires,
        arrival.held
    FROM ({ARRIVALS}) AS arrival
    WHERE arrival.arrives > :now OR arrival.expires IS NULL OR arrival.expires > :now
"""

PAID = f"""
    SELECT coalesce(sum(arrival.amount), 0)::bigint
    FROM ({ARRIVALS}) AS arrival
    WHERE arrival.arrives <= :now
"""

HELD = f"""
    WITH lot AS MATERIALIZED ({LOTS})
    SELECT
        coalesce(sum(amount) FILTER (WHERE arrives IS NULL OR arrives <= :now), 0)
            ::bigint AS available,
        coalesce(sum(amount) FILTER (WHERE arrives > :now AND NOT held), 0)::bigint
            AS pending,
        coalesce(sum(amount) FILTER (WHERE arrives > :now AND held), 0)::bigint
            AS held,
        greatest(coalesce(account.debt, 0) - ({PAID}), 0) AS debt,
        (
            SELECT json_build_object('at', to_json(expires), 'amount', sum(amount))
            FROM lot
            WHERE expires IS NOT NULL AND amount > 0
                AND (arrives IS NULL OR arrives <= :now)
            GROUP BY expires ORDER BY expires LIMIT 1
        ) AS expiring,
        (
            SELECT json_build_object('at', to_json(arrives), 'amount', sum(amount))
            FROM lot WHERE arrives > :now AND NOT held
            GROUP BY arrives ORDER BY arrives LIMIT 1
        ) AS arriving,
        true AS settled
    FROM lot
"""

# Settled is an account of which nothing has arrived or expired since it was written. A
# lot that never expires compares as neither, and so does all of an account not there.
SETTLED_HELD = """
    SELECT
        coalesce(account.available, 0) AS available,
        coalesce(account.pending, 0) AS pending,
        coalesce(account.held, 0) AS held,
        coalesce(account.debt, 0) AS debt,
        (
            SELECT json_build_object('at', to_json(expires), 'amount', sum(amount))
            FROM unnest(account.lot_amounts, account.lot_expires)
                AS open(amount, expires)
            WHERE expires IS NOT NULL
            GROUP BY expires ORDER BY expires LIMIT 1
        ) AS expiring,
        (
            SELECT json_build_object('at', to_json(arrives), 'amount', sum(amount))
            FROM unnest(account.pending_amounts, account.pending_available)
                AS pending(amount, arrives)
            GROUP BY arrives ORDER BY arrives LIMIT 1
        ) AS arriving,
        (:now < ALL(account.lot_expires)) IS NOT FALSE
            AND (:now < ALL(account.pending_available)) IS NOT FALSE
            AND (:now < ALL(account.held_until)) IS NOT FALSE AS settled
"""

NEXT_THRESHOLD = """
    SELECT json_build_object(
        'name', threshold.name,
        'amount', threshold.amount,
        'missing', threshold.amount - held.available,
        'name_nl', threshold.name_nl
    ) AS json
    FROM thresholds AS threshold
    WHERE threshold.tenant_id = :tenant
        AND threshold.unit = value.code
        AND threshold.amount > held.available
    ORDER BY threshold.amount LIMIT 1
"""

LAST_ENTRIES = """
    SELECT json_agg(
        json_build_object(
            'id', 'trf_' || replace(last.id::text, '-', ''),
            'kind', last.kind,
            'amount', last.amount,
            'debit', last.debit,
            'credit', last.credit,
            'available_after', last.available_after,
            'pending_after', last.pending_after,
            'source_type', last.source_type,
            'source_id', last.source_id,
            'occurred_at', last.occurred_at
        )
        ORDER BY last.seq DESC
    ) AS json
    FROM (
        SELECT transfer.*
        FROM transfers AS transfer
        WHERE transfer.tenant_id = :tenant
            AND transfer.customer_id = customer.id
            AND transfer.unit = value.code
        ORDER BY transfer.seq DESC LIMIT 10
    ) AS last
"""

# As it was last evaluated: at each thing that counts, and when a cycle ends.
TIER = """
    SELECT membership.shown
    FROM tier_memberships AS membership
    WHERE membership.tenant_id = :tenant AND membership.customer_id = customer.id
"""


def _wanted(held: LiteralString) -> LiteralString:
    """Return the statement that tells what customers have, by a way to see lots."""
    return f"""
SELECT json_build_object(
    'customer_id', 'cus_' || replace(customer.id::text, '-', ''),
    'tier', ({TIER}),
    'balances', balances.json
)::text AS json
FROM customers AS customer
CROSS JOIN LATERAL (
    SELECT coalesce(
        json_agg(
            json_build_object(
                'unit', value.code,
                'name', value.name,
                'available', held.available,
                'pending', held.pending,
                'held', held.held,
                'debt', held.debt,
                'expiring', held.expiring,
                'arriving', held.arriving,
                'next_threshold', threshold.json,
                'entries', coalesce(entry.json, '[]'::json)
            )
            ORDER BY value.code
        ),
        '[]'::json
    ) AS json
    FROM programme_units AS value
    LEFT JOIN accounts AS account
        ON account.tenant_id = :tenant
        AND account.customer_id = customer.id
        AND account.unit = value.code
    CROSS JOIN LATERAL ({held}) AS held
    LEFT JOIN LATERAL ({NEXT_THRESHOLD}) AS threshold ON true
    LEFT JOIN LATERAL ({LAST_ENTRIES}) AS entry ON true
    WHERE value.tenant_id = :tenant
    HAVING bool_and(held.settled) IS NOT FALSE
) AS balances
WHERE customer.tenant_id = :tenant
"""


ONE: LiteralString = (
    " AND customer.id = :customer AND customer.merged_into IS NULL"
    " AND customer.erased_at IS NULL"
)

# Finds nobody of whom something is due.
STATUS_IF_SETTLED = HotStatement(
    name="status",
    parameters=(("customer", UUID), ("now", datetime)),
    sql=f"{_wanted(SETTLED_HELD)}{ONE}",
)
STATUS = f"{_wanted(HELD)}{ONE}"
STATUS_OF_MANY = f"{_wanted(HELD)} AND customer.id = ANY(CAST(:customers AS uuid[]))"
