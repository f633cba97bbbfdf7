"""Beginning: what is shown beside a product of which no basket tells anything yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from domain.kernel import Unit
from domain.recommendations import store

# What most buy of some categories, each by a lookup of its own.
BEST = text(
    """SELECT w.category, p.product_id
    FROM unnest(CAST(:categories AS text[])) AS w(category)
    CROSS JOIN LATERAL (
        SELECT i.product_id FROM recommended_products i
        WHERE i.tenant_id = :tenant AND i.number = :number AND i.popularity > 0
            AND w.category = ANY(i.categories)
            AND NOT EXISTS (SELECT FROM unavailable_products u
                WHERE u.tenant_id = :tenant AND u.product_id = i.product_id)
        ORDER BY i.popularity DESC, i.product_id
        LIMIT :most
    ) p"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is popular of a category; of none, if that has nothing that is."""

    category: str | None
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Best:
    category: str
    product_id: str


async def popular_of_kind(
    unit: Unit, number: int, products: Sequence[str], limit: int
) -> dict[str, Beside]:
    """Return for each product what is popular of its narrowest category that has any.

    If none has, or it is in none, it is what everybody buys.
    """
    called = await store.called(unit, products)
    paths = {
        each: called[each].categories if each in called else [] for each in products
    }
    named = sorted({category for path in paths.values() for category in path})
    # Room for the product itself, which is not shown beside itself.
    found = await unit.all(_Best, BEST, categories=named, number=number, most=limit + 1)
    everything = await store.popular(unit, number, None, limit + 1)
    told: dict[str, Beside] = {}
    for product, path in paths.items():
        told[product] = _without(product, None, everything, limit)
        for category in reversed(path):
            best = [each.product_id for each in found if each.category == category]
            beside = _without(product, category, best, limit)
            if beside.products:
                told[product] = beside
                break
    return told


def _without(
    product: str, category: str | None, best: Sequence[str], limit: int
) -> Beside:
    others = tuple(each for each in best if each != product)[:limit]
    return Beside(category=category, products=others)
