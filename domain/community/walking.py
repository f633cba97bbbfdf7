"""All that everybody sees, a piece at a time, for whoever takes it away."""

from domain.community import feed_store, naming
from domain.community.model import Contribution
from domain.community.tables import contributions
from domain.kernel import Unit, walks
from domain.kernel.walks import Piece


async def contributions_after(
    unit: Unit, after: str | None, limit: int
) -> Piece[Contribution]:
    """Return what everybody sees, the first that was written first."""
    keys = await walks.keys_after(unit, contributions.c.id, after, limit)
    rows = await naming.readable(unit, await feed_store.those(unit, keys))
    found = {each.id: each for each in rows}
    return walks.piece([found[each] for each in keys if each in found], keys, limit)
