"""All events, a piece at a time, for whoever takes them away."""

from domain.events import store
from domain.events.model import Behaviour
from domain.events.tables import events
from domain.kernel import Unit, walks
from domain.kernel.walks import Piece, Walked


async def events_after(unit: Unit, after: str | None, limit: int) -> Piece[Behaviour]:
    """Return what somebody did, the first that was recorded first."""
    keys = await walks.keys_after(unit, events.c.id, after, limit)
    return walks.piece(await store.find_many(unit, keys), keys, limit)


async def events_walked(unit: Unit, until: str | None) -> Walked:
    """Return how many events there are, and how many come up to one."""
    return await walks.walked(unit, events.c.id, until)
