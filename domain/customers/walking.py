"""All customers, a piece at a time, for whoever takes them away."""

from domain.customers.model import Customer, FindMany
from domain.customers.service import find_many
from domain.customers.tables import customers
from domain.kernel import Unit, walks
from domain.kernel.walks import Piece, Walked


async def customers_after(unit: Unit, after: str | None, limit: int) -> Piece[Customer]:
    """Return customers who stand for themselves, the oldest first."""
    keys = await walks.keys_after(unit, customers.c.id, after, limit)
    found = {
        each.id: each for each in await find_many(unit, FindMany(customer_ids=keys))
    }
    return walks.piece([found[each] for each in keys if each in found], keys, limit)


async def customers_walked(unit: Unit, until: str | None) -> Walked:
    """Return how many customers there are, and how many come up to one."""
    return await walks.walked(unit, customers.c.id, until)
