"""The SQL of the catalogue: one function, one statement, for one row or a thousand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import literal_column, or_, select, true

from domain.catalogue.model import Product, ProductId, Put
from domain.catalogue.tables import products
from domain.kernel import Unit
from domain.kernel.records import bare, encoded, insertion, records
from domain.kernel.rows import view

_COLUMNS = [each for each in products.c if each.name != "tenant_id"]
_SAID = ("name", "category", "brand")

_NAMES = records(products.c.source, products.c.external_id)
_named = (
    select(products.c.id, products.c.external_id)
    .where(products.c.source == _NAMES.c.source)
    .where(products.c.external_id == _NAMES.c.external_id)
    .offset(literal_column("0"))  # So that they are looked up one by one.
    .lateral("named")
)
NAMED = select(*_named.c).select_from(_NAMES.join(_named, true()))


def _put() -> Any:
    rows = insertion(*_COLUMNS)
    new = rows.excluded
    differs = or_(*(products.c[name].is_distinct_from(new[name]) for name in _SAID))
    return rows.on_conflict_do_update(
        index_elements=["tenant_id", "source", "external_id"],
        set_={
            **{name: new[name] for name in _SAID},
            "version": products.c.version + 1,
        },
        where=differs,
    ).returning(products.c.external_id, products.c.version)


PUT = _put()


@dataclass(frozen=True, slots=True)
class Named:
    """A product, and what a source calls it."""

    id: ProductId
    external_id: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A product that is new, with version 1, or is not what it was."""

    external_id: str
    version: int


async def put(unit: Unit, said: Iterable[Put]) -> tuple[Changed, ...]:
    """Write down what products are; return those of which that is new.

    In the order of their names, so that no two units wait for each other.
    """
    rows = (
        {
            "id": bare(unit.new_id("prd")),
            "source": each.source,
            "external_id": each.external_id,
            "name": each.name,
            "category": each.category,
            "brand": each.brand,
            "version": 1,
            "recorded_at": unit.now,
        }
        for each in sorted(said, key=lambda each: (each.source, each.external_id))
    )
    return await unit.all(Changed, PUT, records=encoded(rows))


async def named(
    unit: Unit, source: str, external_ids: Iterable[str]
) -> tuple[Named, ...]:
    """Return those products that a source has names for."""
    rows = ({"source": source, "external_id": each} for each in external_ids)
    return await unit.all(Named, NAMED, records=encoded(rows))


async def those(unit: Unit, product_ids: Sequence[ProductId]) -> tuple[Product, ...]:
    """Return those products that there are."""
    return await _products(unit, _ALL.where(products.c.id.in_(product_ids)))


async def page(unit: Unit, before: ProductId | None, limit: int) -> tuple[Product, ...]:
    """Return products before one, newest first, and one more than the limit."""
    piece = _ALL.order_by(products.c.id.desc()).limit(limit + 1)
    if before is not None:
        piece = piece.where(products.c.id < before)
    return await _products(unit, piece)


async def oldest(unit: Unit) -> tuple[Product, ...]:
    """Return the product that was named first, if there is any."""
    return await _products(unit, _ALL.order_by(products.c.id).limit(1))


_ALL = view(products, Product)


async def _products(unit: Unit, statement: Any) -> tuple[Product, ...]:
    found = await unit.all(Product, statement)
    # PostgreSQL's arrays come as lists.
    return tuple(replace(each, category=tuple(each.category)) for each in found)
