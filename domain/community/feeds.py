"""Feeds: what everybody sees, a page at a time."""

from collections.abc import Callable
from datetime import datetime

from domain import customers
from domain.community import feed_store, naming, store
from domain.community.asking import FindContribution, ListContributions
from domain.community.feed_store import Place
from domain.community.model import Contribution, ContributionId, FeedOrder
from domain.community.refusals import ContributionNotFound
from domain.kernel import BadCursor, CustomerId, Page, Unit, pages, reads


@reads("community:read", refusals=(ContributionNotFound,), public=True)
async def find(unit: Unit, command: FindContribution) -> Contribution:
    """Tell what somebody wrote; or where it stood, if there are replies to it."""
    readers = await _readers(unit)
    found = await feed_store.find(unit, command.contribution_id, readers)
    if found is None:
        raise ContributionNotFound
    (read,) = await naming.readable(unit, [found])
    return read


@reads("community:read", refusals=(BadCursor, ContributionNotFound), public=True)
async def list_all(unit: Unit, command: ListContributions) -> Page[Contribution]:
    """Tell what people wrote, newest first; what replies to one thing, oldest first."""
    parent = command.parent_id
    # What somebody took back had replies, which stay.
    if parent is not None and await store.find(unit, parent) is None:
        raise ContributionNotFound
    readers = await _readers(unit)
    rows = await feed_store.page(unit, command, _after(command), readers)
    rows = await naming.readable(unit, rows)
    return pages.page(rows, command.limit, place_by(command.order))


async def _readers(unit: Unit) -> list[CustomerId]:
    """Return all ids of the customer who reads, if one does."""
    viewer = unit.principal.customer
    return [] if viewer is None else sorted(await customers.people(unit, [viewer]))


def place_by(order: FeedOrder) -> Callable[[Contribution], tuple[object, ...]]:
    """Return what a list goes on after."""
    match order:
        case FeedOrder.NEWEST:
            return lambda each: (each.published_at, each.id)
        case FeedOrder.VOTES:
            return lambda each: (each.votes, each.id)


def _after(command: ListContributions) -> Place | None:
    if command.after is None:
        return None
    match command.order:
        case FeedOrder.NEWEST:
            newest = tuple[datetime, ContributionId]
            return Place(*pages.place(command.after, newest))
        case FeedOrder.VOTES:
            most = tuple[int, ContributionId]
            return Place(*pages.place(command.after, most))
