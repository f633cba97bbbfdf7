"""All products, a piece at a time, for whoever takes them away."""

from domain.catalogue import store
from domain.catalogue.model import Product
from domain.catalogue.tables import products
from domain.kernel import Unit, walks
from domain.kernel.walks import Piece, Walked


async def products_after(unit: Unit, after: str | None, limit: int) -> Piece[Product]:
    """Return products, the oldest first."""
    keys = await walks.keys_after(unit, products.c.id, after, limit)
    found = {each.id: each for each in await store.those(unit, keys)}
    return walks.piece([found[each] for each in keys], keys, limit)


async def products_walked(unit: Unit, until: str | None) -> Walked:
    """Return how many products there are, and how many come up to one."""
    return await walks.walked(unit, products.c.id, until)
