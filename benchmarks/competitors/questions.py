"""What every competitor is asked: customer, balance, next threshold, last entries.

Ours answers more: what expires and what arrives first, lot by lot.
"""

from typing import LiteralString

CUSTOMER: LiteralString = """
SELECT
    customer.id, account.available, account.pending, account.debt,
    threshold.name AS threshold, threshold.amount - account.available AS missing
FROM customers AS customer
JOIN accounts AS account
    ON account.tenant_id = customer.tenant_id AND account.customer_id = customer.id
LEFT JOIN LATERAL (
    SELECT name, amount
    FROM thresholds
    WHERE tenant_id = customer.tenant_id
        AND unit = account.unit
        AND amount > account.available
    ORDER BY amount
    LIMIT 1
) AS threshold ON true
WHERE customer.tenant_id = %(tenant)s
    AND customer.id = %(customer)s
    AND account.unit = 'points'
"""

ENTRIES: LiteralString = """
SELECT
    id, kind, amount, available_after, pending_after, source_type, source_id,
    occurred_at
FROM transfers
WHERE tenant_id = %(tenant)s AND customer_id = %(customer)s AND unit = 'points'
ORDER BY seq DESC
LIMIT 10
"""

JSON: LiteralString = f"""
SELECT json_build_object(
    'id', status.id,
    'available', status.available,
    'pending', status.pending,
    'debt', status.debt,
    'threshold', status.threshold,
    'missing', status.missing,
    'entries', (SELECT json_agg(row_to_json(entry)) FROM ({ENTRIES}) AS entry)
)::text
FROM ({CUSTOMER}) AS status
"""
