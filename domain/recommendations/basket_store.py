"""The SQL of what was bought: one function, one statement, one type."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Text,
    and_,
    cast,
    func,
    literal_column,
    select,
    text,
)

from domain.consent import Gate
from domain.kernel import CustomerId, Unit
from domain.kernel.records import bare
from domain.kernel.tables import Id

LINES_MAX = 1_000_000
PRODUCTS_MAX = 200_000
HISTORY_MAX = 200_000
# Of how long ago baskets are looked at.
DAYS_MAX = 730
BOUGHT = text(
    "orders o JOIN order_lines l ON l.tenant_id = :tenant AND l.order_id = o.id"
)
STANDING = text(
    "o.tenant_id = :tenant AND o.status = 'recorded'"
    " AND o.customer_id IS NOT NULL AND l.returned_quantity < l.quantity"
    " AND o.occurred_at > CAST(:since AS timestamptz)"
)
WHOSE: ColumnElement[Any] = literal_column("o.customer_id", Id("cus"))
ORDER: ColumnElement[Any] = literal_column("o.id", Id("ord"))
DAY: ColumnElement[int] = cast(
    func.floor(func.extract("epoch", literal_column("o.occurred_at")) / 86_400), Integer
)
PRODUCT: ColumnElement[str] = literal_column("l.product_id", Text)
TRUE: ColumnElement[bool] = literal_column("true", Boolean)
HASHED: ColumnElement[int] = func.hashtextextended(PRODUCT, 0)
NAMED: ColumnElement[Any] = literal_column("named.id", Id("cus"))
# Lookups, each with a limit, whatever PostgreSQL knows of the tables (see `sets`).
OF_CUSTOMERS = text(
    """unnest(CAST(:named AS uuid[])) AS named(id)
    CROSS JOIN LATERAL (
        SELECT o.id, o.occurred_at FROM orders o
        WHERE o.tenant_id = :tenant AND o.customer_id = named.id
            AND o.status = 'recorded' AND o.occurred_at > CAST(:since AS timestamptz)
        LIMIT 2000
    ) o
    CROSS JOIN LATERAL (
        SELECT DISTINCT l.product_id FROM (
            SELECT l.product_id FROM order_lines l
            WHERE l.tenant_id = :tenant AND l.order_id = o.id
                AND l.returned_quantity < l.quantity
            LIMIT 5000
        ) l
    ) l"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A product that a customer bought in a basket, and on what day since 1970."""

    customer_id: CustomerId
    order_id: str
    day: int
    product_id: str


@dataclass(frozen=True, slots=True)
class Product:
    """A product, and the hash by which lines name it."""

    product_id: str
    hashed: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Lines as columns: hashes of customers, baskets and products, and days."""

    customer: list[int] | None
    day: list[int] | None
    basket: list[int] | None
    item: list[int] | None


async def lines(unit: Unit, gate: Gate, since: datetime) -> Columns:
    """Return what was bought by whom the gate admits, as hashes that tell it apart."""
    bought = (
        select(
            func.uuid_hash_extended(WHOSE, 0).label("customer"),
            DAY.label("day"),
            func.uuid_hash_extended(ORDER, 0).label("basket"),
            HASHED.label("item"),
        )
        .select_from(BOUGHT)
        .where(and_(TRUE, STANDING), gate.admits(WHOSE))
        .limit(LINES_MAX)
        .subquery("bought")
    )
    found = await unit.one(
        Columns,
        select(*(func.array_agg(each).label(each.name) for each in bought.columns)),
        since=since,
    )
    assert found is not None
    return found


async def products(unit: Unit, gate: Gate, since: datetime) -> tuple[Product, ...]:
    """Return the products that were bought by whom the gate admits."""
    named = (
        select(PRODUCT.label("product_id"), HASHED.label("hashed"))
        .distinct()
        .select_from(BOUGHT)
        .where(and_(TRUE, STANDING), gate.admits(WHOSE))
        .limit(PRODUCTS_MAX)
    )
    return await unit.all(Product, named, since=since)


async def history(
    unit: Unit, gate: Gate, customer_ids: Sequence[CustomerId], since: datetime
) -> tuple[Line, ...]:
    """Return what customers bought whom the gate admits, oldest first."""
    bought = (
        select(
            NAMED.label("customer_id"),
            ORDER.label("order_id"),
            DAY.label("day"),
            PRODUCT.label("product_id"),
        )
        .select_from(OF_CUSTOMERS)
        .where(gate.admits(NAMED))
        .order_by(text("customer_id"), text("day"), text("order_id"))
        .limit(HISTORY_MAX)
    )
    given = f"{{{','.join(bare(each) for each in customer_ids)}}}"
    return await unit.all(Line, bought, named=given, since=since)
