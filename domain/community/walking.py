"""All that everybody sees, a piece at a time, for whoever takes it away."""

from domain.community import feed_store, naming, own_store
from domain.community.model import Contribution, ContributionKind, WrittenReview
from domain.community.tables import contributions
from domain.kernel import Unit, walks
from domain.kernel.walks import Piece, Walked


async def contributions_after(
    unit: Unit, after: str | None, limit: int
) -> Piece[Contribution]:
    """Return what everybody sees, the first that was written first."""
    keys = await walks.keys_after(unit, contributions.c.id, after, limit)
    rows = await naming.readable(unit, await feed_store.those(unit, keys))
    found = {each.id: each for each in rows}
    return walks.piece([found[each] for each in keys if each in found], keys, limit)


async def contributions_walked(unit: Unit, until: str | None) -> Walked:
    """Return how many contributions there are, and how many come up to one."""
    return await walks.walked(unit, contributions.c.id, until)


async def reviews_after(
    unit: Unit, after: str | None, limit: int
) -> Piece[WrittenReview]:
    """Return reviews with their authors, held ones too, the first that came first."""
    rows = await own_store.reviews_after(unit, after, limit)
    read = await naming.readable(unit, rows)
    return walks.piece(read, [each.id for each in rows], limit)


async def reviews_walked(unit: Unit, until: str | None) -> Walked:
    """Return how many reviews there are, and how many come up to one."""
    is_one = contributions.c.kind == ContributionKind.REVIEW
    return await walks.walked(unit, contributions.c.id, until, is_one)
