"""Customers with ten entries each, written set by set to the tables of the ledger.

The rows are those that ten orders of every customer would have left: each earned a lot,
nine are available and the last is pending. Only the sweeper's diary (`dues`) and the
orders themselves are left out, as no status reads them.
"""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime
from typing import LiteralString
from uuid import UUID

import psycopg

from benchmarks.indexes import put_off
from benchmarks.place import Place
from benchmarks.shop import Shop
from domain.kernel import CustomerId, ids
from domain.kernel.platform import utc_now

STEP = 20_000
# So many at once are written before their indexes are made.
MANY = 50_000
CUSTOMERS_UUID = 0x01930000_0000_7000_8000_000000000000

# What a number stands for. The functions are gone with the session.
FUNCTIONS: tuple[LiteralString, ...] = (
    """
    CREATE FUNCTION pg_temp.customer(n bigint) RETURNS uuid IMMUTABLE LANGUAGE sql AS
    $$ SELECT ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$
    """,
    """
    CREATE FUNCTION pg_temp.entry(kind text, n bigint, k bigint) RETURNS uuid
    IMMUTABLE LANGUAGE sql AS $$
        SELECT ('0193000' || kind || '-0000-7000-8000-'
            || lpad(to_hex(n * 16 + k), 12, '0'))::uuid
    $$
    """,
    """
    CREATE FUNCTION pg_temp.amount(n bigint, k bigint) RETURNS bigint
    IMMUTABLE LANGUAGE sql AS $$ SELECT 10 + mod(n * 7 + k * 13, 90) $$
    """,
)

SET: LiteralString = "generate_series(%(first)s::bigint, %(last)s::bigint) AS n"
EACH: LiteralString = f"{SET} CROSS JOIN generate_series(1, 10) AS k"
LATER: LiteralString = "%(now)s::timestamptz + interval '14 days'"
EARNED: LiteralString = "%(now)s::timestamptz - interval '20 days' * (11 - k)"
EXPIRES: LiteralString = f"{EARNED} + interval '1 year'"
OPEN: LiteralString = "FILTER (WHERE k < 10)"
WAITING: LiteralString = "FILTER (WHERE k = 10)"

STATEMENTS: tuple[LiteralString, ...] = (
    f"""
    INSERT INTO customers (tenant_id, id, created_at, updated_at, version)
    SELECT %(tenant)s, pg_temp.customer(n), %(now)s, %(now)s, 1 FROM {SET}
    """,
    f"""
    INSERT INTO external_ids (tenant_id, source, external_id, customer_id, linked_at)
    SELECT %(tenant)s, 'shop', n::text, pg_temp.customer(n), %(now)s FROM {SET}
    """,
    f"""
    INSERT INTO lots (
        tenant_id, id, transfer_id, customer_id, unit, amount, available_at, expires_at
    )
    SELECT
        %(tenant)s, pg_temp.entry('1', n, k), pg_temp.entry('2', n, k),
        pg_temp.customer(n), 'points', pg_temp.amount(n, k),
        CASE WHEN k < 10 THEN {EARNED} ELSE {LATER} END, {EXPIRES}
    FROM {EACH}
    """,
    f"""
    INSERT INTO transfers (
        tenant_id, id, customer_id, unit, seq, kind, debit, credit, amount, lot_ids,
        lot_amounts, available_after, pending_after, debt_after, source_type, source_id,
        effect, part, fingerprint, occurred_at, recorded_at
    )
    SELECT
        %(tenant)s, pg_temp.entry('2', n, k), pg_temp.customer(n), 'points', k, 'earn',
        'issue', CASE WHEN k < 10 THEN 'customer.available' ELSE 'customer.pending' END,
        pg_temp.amount(n, k), ARRAY[pg_temp.entry('1', n, k)],
        ARRAY[pg_temp.amount(n, k)],
        sum(pg_temp.amount(n, k)) {OPEN} OVER (PARTITION BY n ORDER BY k),
        CASE WHEN k < 10 THEN 0 ELSE pg_temp.amount(n, k) END, 0, 'seed',
        n || '-' || k, 'earn', 0, 'seed', {EARNED}, %(now)s
    FROM {EACH}
    """,
    f"""
    INSERT INTO accounts (
        tenant_id, customer_id, unit, available, pending, debt, seq,
        lot_ids, lot_amounts, lot_expires,
        pending_ids, pending_amounts, pending_available, pending_expires
    )
    SELECT
        %(tenant)s, pg_temp.customer(n), 'points',
        sum(pg_temp.amount(n, k)) {OPEN}, sum(pg_temp.amount(n, k)) {WAITING}, 0, 10,
        array_agg(pg_temp.entry('1', n, k) ORDER BY k) {OPEN},
        array_agg(pg_temp.amount(n, k) ORDER BY k) {OPEN},
        array_agg({EXPIRES} ORDER BY k) {OPEN},
        array_agg(pg_temp.entry('1', n, k)) {WAITING},
        array_agg(pg_temp.amount(n, k)) {WAITING},
        array_agg({LATER}) {WAITING},
        array_agg({EXPIRES}) {WAITING}
    FROM {EACH}
    GROUP BY n
    """,
)


def customer_id(number: int) -> CustomerId:
    """Return the identifier of a customer, who are numbered from one up."""
    return ids.encode("cus", UUID(int=CUSTOMERS_UUID + number))


def some(total: int, wanted: int) -> list[CustomerId]:
    """Return customers from all over a number of them."""
    step = max(total // wanted, 1)
    return [customer_id(number) for number in range(1, total + 1, step)][:wanted]


def seed(place: Place, shop: Shop, total: int, *, already: int = 0) -> None:
    """Give a shop so many customers, of whom it has some already."""
    with psycopg.connect(place.database_url, autocommit=True) as connection:
        for function in FUNCTIONS:
            connection.execute(function)
        # Durable by the checkpoint below, and not set by set.
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET work_mem = '256MB'")
        is_many = total - already >= MANY
        with put_off(connection) if is_many else nullcontext():
            for given in _sets(shop, total, already, utc_now()):
                with connection.transaction():
                    for statement in STATEMENTS:
                        connection.execute(statement, given)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _sets(
    shop: Shop, total: int, already: int, now: datetime
) -> Iterator[dict[str, object]]:
    for first in range(already + 1, total + 1, STEP):
        last = min(first + STEP - 1, total)
        yield {"tenant": shop.tenant, "first": first, "last": last, "now": now}
