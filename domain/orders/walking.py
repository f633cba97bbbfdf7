"""All orders and returns, a piece at a time, for whoever takes them away."""

from domain.kernel import Unit, walks
from domain.kernel.walks import Piece, Walked
from domain.orders import return_store
from domain.orders.model import FindMany, Order
from domain.orders.returns import Return
from domain.orders.service import find_many
from domain.orders.tables import orders, returns


async def orders_after(unit: Unit, after: str | None, limit: int) -> Piece[Order]:
    """Return orders with their lines, the first that were recorded first."""
    keys = await walks.keys_after(unit, orders.c.id, after, limit)
    found = {each.id: each for each in await find_many(unit, FindMany(order_ids=keys))}
    return walks.piece([found[each] for each in keys], keys, limit)


async def returns_after(unit: Unit, after: str | None, limit: int) -> Piece[Return]:
    """Return returns with what came back, the first that were recorded first."""
    keys = await walks.keys_after(unit, returns.c.id, after, limit)
    rows = {row.id: row for row in await return_store.those(unit, keys)}
    parts = await return_store.parts(unit, keys)
    shown = [rows[each].shown(parts[each]) for each in keys]
    return walks.piece(shown, keys, limit)


async def orders_walked(unit: Unit, until: str | None) -> Walked:
    """Return how many orders there are, and how many come up to one."""
    return await walks.walked(unit, orders.c.id, until)


async def returns_walked(unit: Unit, until: str | None) -> Walked:
    """Return how many returns there are, and how many come up to one."""
    return await walks.walked(unit, returns.c.id, until)
