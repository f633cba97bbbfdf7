"""The SQL of what was bought: one function, one statement, one type."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Integer,
    LargeBinary,
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
HISTORIES_MAX = 1_000
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
NEWEST = text("o.occurred_at DESC, o.id DESC")
ORDER: ColumnElement[Any] = literal_column("o.id", Id("ord"))
DAY: ColumnElement[int] = cast(
    func.floor(func.extract("epoch", literal_column("o.occurred_at")) / 86_400), Integer
)
PRODUCT: ColumnElement[str] = literal_column("l.product_id", Text)
TRUE: ColumnElement[bool] = literal_column("true", Boolean)
HASHED: ColumnElement[int] = func.hashtextextended(PRODUCT, 0)
NAMED: ColumnElement[Any] = literal_column("named.id", Id("cus"))
GIVEN: ColumnElement[str] = literal_column("named.id", Text)
GIVEN_HASHED: ColumnElement[int] = func.hashtextextended(GIVEN, 0)
# Lookups, each with a limit, whatever PostgreSQL knows of the tables (see `sets`). What
# is bought is told as bytes, which are read as they are and not one by one.
OF_CUSTOMERS = text(
    """unnest(CAST(:named AS uuid[])) AS named(id)
    CROSS JOIN LATERAL (
        SELECT array_agg(o.day ORDER BY o.occurred_at, o.id) AS days,
            array_agg(o.lines ORDER BY o.occurred_at, o.id) AS lines,
            string_agg(o.items, '' ORDER BY o.occurred_at, o.id) AS items
        FROM (
            SELECT o.id, o.occurred_at, l.lines, l.items,
                floor(extract(epoch FROM o.occurred_at) / 86400)::integer AS day
            FROM (
                SELECT o.id, o.occurred_at FROM orders o
                WHERE o.tenant_id = :tenant AND o.customer_id = named.id
                    AND o.status = 'recorded'
                    AND o.occurred_at > CAST(:since AS timestamptz)
                ORDER BY o.occurred_at DESC, o.id DESC
                LIMIT 2000
            ) o
            CROSS JOIN LATERAL (
                SELECT count(*)::integer AS lines,
                    string_agg(int8send(hashtextextended(l.product_id, 0)), '') AS items
                FROM (
                    SELECT l.product_id FROM order_lines l
                    WHERE l.tenant_id = :tenant AND l.order_id = o.id
                        AND l.returned_quantity < l.quantity
                    LIMIT 5000
                ) l
            ) l
            WHERE l.lines > 0
        ) o
    ) bought"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """What a customer bought: the days of their baskets since 1970, oldest first.

    `lines` says how many products each has, `items` the hashes of these, one after the
    other in eight bytes each; a product may be in a basket more than once.
    """

    customer_id: CustomerId
    days: list[int]
    lines: list[int]
    items: bytes


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
    """Return what was bought by whom the gate admits, as hashes that tell it apart.

    Of more lines than can be learnt of it is the newest.
    """
    bought = (
        select(
            func.uuid_hash_extended(WHOSE, 0).label("customer"),
            DAY.label("day"),
            func.uuid_hash_extended(ORDER, 0).label("basket"),
            HASHED.label("item"),
        )
        .select_from(BOUGHT)
        .where(and_(TRUE, STANDING), gate.admits(WHOSE))
        .order_by(NEWEST)
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


async def hashes(unit: Unit, product_ids: Sequence[str]) -> dict[int, str]:
    """Return products by the hash by which lines name them."""
    told = select(GIVEN.label("product_id"), GIVEN_HASHED.label("hashed")).select_from(
        text("unnest(CAST(:named AS text[])) AS named(id)")
    )
    found = await unit.all(Product, told, named=list(product_ids))
    return {each.hashed: each.product_id for each in found}


async def history(
    unit: Unit, gate: Gate, customer_ids: Sequence[CustomerId], since: datetime
) -> tuple[Bought, ...]:
    """Return what customers bought whom the gate admits, if they bought anything."""
    bought = (
        select(
            NAMED.label("customer_id"),
            literal_column("bought.days", ARRAY(Integer)).label("days"),
            literal_column("bought.lines", ARRAY(Integer)).label("lines"),
            literal_column("bought.items", LargeBinary).label("items"),
        )
        .select_from(OF_CUSTOMERS)
        .where(text("bought.days IS NOT NULL"), gate.admits(NAMED))
        .limit(HISTORIES_MAX)
    )
    given = f"{{{','.join(bare(each) for each in customer_ids)}}}"
    return await unit.all(Bought, bought, named=given, since=since)
