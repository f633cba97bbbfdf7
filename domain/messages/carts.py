"""Carts: exactly what somebody left behind, by the names that the shop gives it."""

from collections.abc import Sequence

import msgspec

from domain.events import Behaviour, Cart, CartLine
from domain.kernel import CustomerId, Unit
from domain.messages import goods, sources
from domain.messages.goods import Goods


async def left(
    unit: Unit, whose: Sequence[CustomerId]
) -> dict[CustomerId, tuple[Goods, ...]]:
    """Return what customers left in their carts."""
    found = await sources.carts(unit, whose)
    names = await goods.named(
        unit,
        (
            (each.source, line.product_id)
            for each in found.values()
            for line in _cart(each)[: goods.LINES_MAX]
        ),
    )
    return {who: _lines(each, names) for who, each in found.items()}


def _cart(cart: Behaviour) -> tuple[CartLine, ...]:
    return msgspec.convert(cart.data, Cart).lines


def _lines(cart: Behaviour, names: dict[tuple[str, str], str]) -> tuple[Goods, ...]:
    return tuple(
        Goods(
            name=names.get((cart.source, each.product_id), each.product_id),
            quantity=each.quantity,
            price=None if each.unit_price is None else each.unit_price * each.quantity,
        )
        for each in _cart(cart)
    )
