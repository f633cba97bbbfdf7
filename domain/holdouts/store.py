"""The SQL of holdouts: one function, one statement, one type."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Text,
    and_,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.consent import Gate
from domain.holdouts.model import CAMPAIGNS_MAX, Arm, Campaign, Decision
from domain.holdouts.rules import Seen
from domain.holdouts.tables import holdout_campaigns, holdout_decisions
from domain.kernel import CustomerId, Unit, sets
from domain.kernel.records import bare, encoded
from domain.kernel.rows import view
from domain.kernel.tables import Choice, Id

DECISIONS = holdout_decisions.c
GIVEN = sets.given(DECISIONS.customer_id)
TRUE: ColumnElement[bool] = literal_column("true", Boolean)
# Of people who are there; who was decided on stays where they are.
DECIDE = text(
    """INSERT INTO holdout_decisions
        (tenant_id, customer_id, campaign, arm, decided_at)
    SELECT :tenant, g.customer_id, g.campaign, g.arm, CAST(:now AS timestamptz)
    FROM json_to_recordset(CAST(:records AS json))
        AS g(customer_id uuid, campaign text, arm text)
    JOIN customers c ON c.tenant_id = :tenant AND c.id = g.customer_id
    WHERE c.merged_into IS NULL AND c.erased_at IS NULL
    ORDER BY g.customer_id, g.campaign
    ON CONFLICT DO NOTHING"""
)
# Each by its own lookup, with a limit, whatever PostgreSQL knows of the tables.
BOUGHT = text(
    """holdout_decisions d
    JOIN customers c ON c.tenant_id = :tenant AND c.id = d.customer_id
    CROSS JOIN (
        SELECT m.currency FROM programmes m WHERE m.tenant_id = :tenant LIMIT 1
    ) p
    CROSS JOIN LATERAL (
        SELECT count(*) AS orders, coalesce(sum(o.value), 0) AS amount
        FROM (
            SELECT CASE WHEN o.currency = p.currency
                THEN o.amount - o.returned_amount ELSE 0 END AS value
            FROM orders o
            WHERE o.tenant_id = :tenant AND o.customer_id = d.customer_id
                AND o.status = 'recorded' AND o.amount > o.returned_amount
                AND o.occurred_at >= d.decided_at
                AND o.occurred_at < d.decided_at + make_interval(days => :days)
            LIMIT 10000
        ) o
    ) b"""
)
COUNTED = text(
    "d.tenant_id = :tenant AND d.campaign = :campaign AND c.merged_into IS NULL"
    " AND d.decided_at <= CAST(:until AS timestamptz)"
)
SUMS = {
    "customers": "count(*)",
    "buyers": "count(*) FILTER (WHERE b.orders > 0)",
    "orders": "CAST(sum(b.orders) AS bigint)",
    "orders_squares": "CAST(sum(b.orders * b.orders) AS bigint)",
    "amount": "CAST(sum(b.amount) AS bigint)",
    "amount_squares": "sum(CAST(b.amount AS double precision) * b.amount)",
}
SUMMED: list[ColumnElement[Any]] = [
    literal_column(sql).label(name) for name, sql in SUMS.items()
]
WHOSE: ColumnElement[Any] = literal_column("d.customer_id", Id("cus"))
ARM: ColumnElement[Any] = literal_column("d.arm", Choice(Arm))


async def campaigns(unit: Unit) -> tuple[Campaign, ...]:
    """Return all campaigns, by name."""
    every = view(holdout_campaigns, Campaign).order_by(holdout_campaigns.c.campaign)
    return await unit.all(Campaign, every.limit(CAMPAIGNS_MAX))


def put(unit: Unit, campaigns: Sequence[Campaign]) -> None:
    """Write down how many of a hundred customers campaigns leave alone."""
    new = upsert(holdout_campaigns).values([asdict(each) for each in campaigns])
    said = {name: new.excluded[name] for name in ("control_percent", "recorded_at")}
    key = holdout_campaigns.primary_key
    unit.write(new.on_conflict_do_update(constraint=key, set_=said))


def decide(unit: Unit, arms: Iterable[tuple[CustomerId, str, Arm]]) -> None:
    """Write down what is done with customers in campaigns, unless it was before."""
    rows = [
        {"customer_id": bare(who), "campaign": campaign, "arm": arm}
        for who, campaign, arm in arms
    ]
    if rows:
        unit.write(DECIDE, records=encoded(rows), now=unit.now)


async def decisions(
    unit: Unit, campaign: str, customer_ids: Sequence[CustomerId]
) -> tuple[Decision, ...]:
    """Return what was decided of customers in a campaign."""
    these = view(holdout_decisions, Decision).where(
        DECISIONS.campaign == campaign,
        DECISIONS.customer_id.in_(select(GIVEN.c.customer_id)),
    )
    return await unit.all(Decision, these, customer_id_of=list(customer_ids))


async def seen(
    unit: Unit, gate: Gate, campaign: str, days: int, until: datetime
) -> dict[Arm, Seen]:
    """Return what each arm bought within some days, if decided by an instant."""
    summed = (
        select(ARM.label("arm"), *SUMMED)
        .select_from(BOUGHT)
        .where(and_(TRUE, COUNTED), gate.admits(WHOSE))
        .group_by(literal_column("d.arm", Text))
    )
    found = await unit.all(Seen, summed, campaign=campaign, days=days, until=until)
    return {each.arm: each for each in found}
