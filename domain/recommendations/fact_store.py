"""The SQL of what is known of products besides baskets: one function, one statement."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Integer,
    Text,
    and_,
    func,
    literal_column,
    select,
    text,
)

from domain.consent import Gate
from domain.kernel import CustomerId, Unit, replacing, sets
from domain.kernel.records import bare
from domain.kernel.rows import view
from domain.kernel.tables import Id
from domain.recommendations.basket_store import (
    BOUGHT,
    NAMED,
    PRODUCT,
    PRODUCTS_MAX,
    STANDING,
    TRUE,
    WHOSE,
)
from domain.recommendations.tables import product_facts

PAIRS_MAX, VIEWS_MAX, OTHERS_MAX = 200_000, 200_000, 20
# So many people must have looked at the one and then bought the other.
FOLLOWED_MIN, FOLLOWED_WITHIN_DAYS = 3, 14
FACTS = product_facts.c
GIVEN = sets.given(FACTS.product_id)
PRICE: ColumnElement[int] = literal_column("l.unit_price", BigInteger)
IN_CURRENCY = text(
    "o.currency = (SELECT m.currency FROM programmes m WHERE m.tenant_id = :tenant"
    " LIMIT 1)"
)
# The latest views of each, each by its own lookup.
VIEWED = text(
    """unnest(CAST(:named AS uuid[])) AS named(id)
    CROSS JOIN LATERAL (
        SELECT e.data ->> 'product_id' AS product_id, max(e.occurred_at) AS at
        FROM (
            SELECT e.data, e.occurred_at FROM events e
            WHERE e.tenant_id = :tenant AND e.customer_id = named.id
                AND e.type = 'view' AND e.removed_at IS NULL
                AND e.occurred_at > CAST(:since AS timestamptz)
            ORDER BY e.occurred_at DESC
            LIMIT 200
        ) e
        GROUP BY 1 ORDER BY at DESC LIMIT 30
    ) v"""
)
LOOKED = text("events e")
LOOKS = text(
    "e.tenant_id = :tenant AND e.type = 'view' AND e.removed_at IS NULL"
    " AND e.customer_id IS NOT NULL AND e.occurred_at > CAST(:since AS timestamptz)"
)
WHO: ColumnElement[Any] = literal_column("e.customer_id", Id("cus"))
SEEN: ColumnElement[str] = literal_column("e.data ->> 'product_id'", Text)
AT: ColumnElement[Any] = literal_column("e.occurred_at", DateTime(timezone=True))
LATER = """LATERAL (
    SELECT DISTINCT l.product_id FROM orders o
    JOIN order_lines l ON l.tenant_id = :tenant AND l.order_id = o.id
    WHERE o.tenant_id = :tenant AND o.customer_id = looked.who
        AND o.status = 'recorded' AND l.returned_quantity < l.quantity
        AND o.occurred_at >= looked.at
        AND o.occurred_at < looked.at + make_interval(days => {days})
    LIMIT 1000
) later"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a product costs, and what those bought who looked at it, in thousandths."""

    product_id: str
    price: int | None
    viewed: list[tuple[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """What a product mostly costs."""

    product_id: str
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """How many looked at one product and bought the other within two weeks."""

    viewed: str
    bought: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewed:
    """A product that a customer looked at, and when last."""

    customer_id: CustomerId
    product_id: str
    at: datetime


async def prices(unit: Unit, gate: Gate, since: datetime) -> tuple[Priced, ...]:
    """Return what products cost in the middle, as whom the gate admits paid."""
    median = func.percentile_disc(0.5).within_group(PRICE)
    paid = (
        select(PRODUCT.label("product_id"), median.label("price"))
        .select_from(BOUGHT)
        .where(and_(TRUE, STANDING, IN_CURRENCY), gate.admits(WHOSE))
        .group_by(PRODUCT)
        .limit(PRODUCTS_MAX)
    )
    return await unit.all(Priced, paid, since=since)


async def followed(unit: Unit, gate: Gate, since: datetime) -> tuple[Followed, ...]:
    """Return what was bought after what was looked at, by whom the gate admits."""
    looked = (
        select(WHO.label("who"), SEEN.label("product"), func.min(AT).label("at"))
        .select_from(LOOKED)
        .where(and_(TRUE, LOOKS), gate.admits(WHO))
        .group_by(WHO, SEEN)
        .limit(VIEWS_MAX)
        .subquery("looked")
    )
    other: ColumnElement[str] = literal_column("later.product_id", Text)
    people = func.count()
    pairs = (
        select(
            looked.c.product.label("viewed"),
            other.label("bought"),
            people.cast(Integer).label("people"),
        )
        .select_from(looked)
        .join(text(LATER.format(days=FOLLOWED_WITHIN_DAYS)), and_(TRUE))
        .where(other != looked.c.product)
        .group_by(looked.c.product, other)
        .having(people >= FOLLOWED_MIN)
        .limit(PAIRS_MAX)
    )
    return await unit.all(Followed, pairs, since=since)


async def put(unit: Unit, facts: Sequence[Fact]) -> None:
    """Write down what is known of products, and forget what was known before."""
    rows = ({**asdict(each), "as_of": unit.now} for each in facts)
    await replacing.replace_all(unit, product_facts, rows)


async def facts(unit: Unit, product_ids: Sequence[str]) -> dict[str, Fact]:
    """Return what is known of some products, by their ids."""
    these = view(product_facts, Fact).where(
        FACTS.product_id.in_(select(GIVEN.c.product_id))
    )
    found = await unit.all(Fact, these, product_id_of=sorted(set(product_ids)))
    pairs = list[tuple[str, int]]
    return {
        each.product_id: replace(each, viewed=msgspec.convert(each.viewed, pairs))
        for each in found
    }


async def costs(unit: Unit, product_ids: Sequence[str]) -> dict[str, int]:
    """Return what some products cost, of those of which it is known."""
    these = view(product_facts, Priced).where(
        FACTS.price.is_not(None), FACTS.product_id.in_(select(GIVEN.c.product_id))
    )
    found = await unit.all(Priced, these, product_id_of=sorted(set(product_ids)))
    return {each.product_id: each.price for each in found}


async def viewed(
    unit: Unit, gate: Gate, customer_ids: Sequence[CustomerId], since: datetime
) -> tuple[Viewed, ...]:
    """Return what those looked at whom the gate admits, of each the latest first."""
    these = (
        select(
            NAMED.label("customer_id"),
            literal_column("v.product_id", Text).label("product_id"),
            literal_column("v.at", DateTime(timezone=True)).label("at"),
        )
        .select_from(VIEWED)
        .where(gate.admits(NAMED))
        .order_by(text("customer_id"), text("at DESC"), text("product_id"))
    )
    given = f"{{{','.join(bare(each) for each in customer_ids)}}}"
    return await unit.all(Viewed, these, named=given, since=since)
