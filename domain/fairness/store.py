"""The SQL of fairness: one function, one statement, one type."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Float,
    and_,
    cast,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.consent import Gate
from domain.fairness.model import Audit, Check, Checked, OfLifeCycle
from domain.fairness.tables import fairness_audits
from domain.kernel import Unit
from domain.kernel.personal import PEOPLE_MIN
from domain.kernel.tables import Choice, Id
from domain.scoring import LifeCycle

ONLY = "terms"
# What somebody asked for: what comes unasked costs nothing.
REDEEMED = """redemptions r
    JOIN reward_versions v ON v.tenant_id = :tenant AND v.reward_id = r.reward_id
        AND v.version = r.version"""
ASKED_FOR = """r.tenant_id = :tenant AND r.source IS NULL
    AND r.reserved_at > CAST(:since AS timestamptz)"""
PRICE, MONEY = (
    "(r.quantity * coalesce((v.terms ->> 'price')::bigint, 0))",
    "(r.quantity * coalesce((v.terms ->> 'money')::bigint, 0))",
)
REDEEMED_OTHERWISE = """SELECT count(*) AS looked_at,
    count(*) FILTER (WHERE r.price <> {price} OR r.money <> {money}) AS differing
    FROM {redeemed} WHERE {asked_for}"""
CHECKS = {
    Check.PRICE_OF_REWARDS: (
        REDEEMED_OTHERWISE.format(
            price=PRICE, money=MONEY, redeemed=REDEEMED, asked_for=ASKED_FOR
        )
    ),
    Check.PRICES_ASK_NO_SEGMENT: """SELECT count(*) AS looked_at,
            count(*) FILTER (WHERE coalesce(v.terms -> 'segments', '[]') <> '[]')
                AS differing
        FROM reward_versions v WHERE v.tenant_id = :tenant AND v.status = 'published'
            AND jsonb_typeof(v.terms -> 'discount') = 'object'""",
}
WHO: ColumnElement[Any] = literal_column("r.customer_id", Id("cus"))
CYCLE: ColumnElement[Any] = literal_column("c.life_cycle", Choice(LifeCycle))
STANDING = f"""{REDEEMED}
    JOIN customer_scores c ON c.tenant_id = :tenant AND c.customer_id = r.customer_id"""


@dataclass(frozen=True, slots=True)
class _Counted:
    looked_at: int
    differing: int


async def checked(unit: Unit, check: Check, since: datetime) -> Checked:
    """Return of how many something is not so that should be."""
    found = await unit.one(_Counted, text(CHECKS[check]), since=since)
    assert found is not None
    return Checked(check=check, looked_at=found.looked_at, differing=found.differing)


async def by_life_cycle(
    unit: Unit, gate: Gate, since: datetime
) -> tuple[OfLifeCycle, ...]:
    """Return what those paid of what is published who stand somewhere now."""
    people = func.count(WHO.distinct())
    paid, due = (
        func.sum(literal_column(each, Float))
        for each in ("(r.price + r.money)", f"({PRICE} + {MONEY})")
    )
    grouped = (
        select(
            CYCLE.label("life_cycle"),
            people.label("customers"),
            cast(func.coalesce(paid / func.nullif(due, 0), 1), Float).label("price"),
        )
        .select_from(text(STANDING))
        .where(and_(text(ASKED_FOR), gate.admits(WHO)))
        .group_by(literal_column("c.life_cycle"))
        .having(people >= PEOPLE_MIN)
        .order_by(literal_column("c.life_cycle"))
    )
    return await unit.all(OfLifeCycle, grouped, since=since)


def put(unit: Unit, audit: Audit) -> None:
    """Write down what was found, in place of what was before."""
    row = {"name": ONLY, "as_of": audit.as_of, "report": msgspec.to_builtins(audit)}
    new = upsert(fairness_audits).values(row)
    key = fairness_audits.primary_key
    unit.write(new.on_conflict_do_update(constraint=key, set_=row))


async def find(unit: Unit) -> Audit | None:
    """Return what was found last."""
    found = await unit.value(select(fairness_audits.c.report))
    return None if found is None else msgspec.convert(found, Audit)
