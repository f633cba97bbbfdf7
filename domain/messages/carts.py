"""Carts: exactly what somebody left behind, by the names that the shop gives it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from domain import catalogue
from domain.events import Behaviour, Cart, CartLine
from domain.kernel import CustomerId, Unit
from domain.messages import sources

LINES_MAX = 50
MANY_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Some of a product in a cart; what it costs together in minor units, if known."""

    name: str
    quantity: int
    price: int | None


async def left(
    unit: Unit, whose: Sequence[CustomerId]
) -> dict[CustomerId, tuple[Left, ...]]:
    """Return what customers left in their carts."""
    found = await sources.carts(unit, whose)
    names = await _names(unit, found.values())
    return {who: _lines(each, names) for who, each in found.items()}


async def _names(unit: Unit, carts: Iterable[Behaviour]) -> dict[tuple[str, str], str]:
    """Return what products of carts are called, by the source that names them."""
    asked: dict[str, set[str]] = {}
    for each in carts:
        products = (line.product_id for line in _shown(each))
        asked.setdefault(each.source, set()).update(products)
    names: dict[tuple[str, str], str] = {}
    for source, products in sorted(asked.items()):
        known = await catalogue.identify_many(unit, source, products)
        ids = sorted(known.values())
        for place in range(0, len(ids), MANY_MAX):
            some = catalogue.FindMany(product_ids=tuple(ids[place : place + MANY_MAX]))
            for product in await catalogue.find_many(unit, some):
                names[source, product.external_id] = product.name
    return names


def _shown(cart: Behaviour) -> tuple[CartLine, ...]:
    return msgspec.convert(cart.data, Cart).lines[:LINES_MAX]


def _lines(cart: Behaviour, names: dict[tuple[str, str], str]) -> tuple[Left, ...]:
    return tuple(
        Left(
            name=names.get((cart.source, each.product_id), each.product_id),
            quantity=each.quantity,
            price=None if each.unit_price is None else each.unit_price * each.quantity,
        )
        for each in _shown(cart)
    )
