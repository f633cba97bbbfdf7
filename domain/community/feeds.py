"""Feeds: what everybody sees, a page at a time."""

from datetime import datetime

from domain.community import feed_store
from domain.community.asking import FindContribution, ListContributions
from domain.community.feed_store import Place
from domain.community.model import Contribution, ContributionId
from domain.community.refusals import ContributionNotFound
from domain.kernel import BadCursor, Page, Unit, pages, reads


@reads("community:read", refusals=(ContributionNotFound,), public=True)
async def find(unit: Unit, command: FindContribution) -> Contribution:
    """Tell what somebody wrote."""
    found = await feed_store.find(unit, command.contribution_id)
    if found is None:
        raise ContributionNotFound
    return found


@reads("community:read", refusals=(BadCursor, ContributionNotFound), public=True)
async def list_all(unit: Unit, command: ListContributions) -> Page[Contribution]:
    """Tell what people wrote, newest first; what replies to one thing, oldest first."""
    if command.parent_id is not None:
        await find(unit, FindContribution(contribution_id=command.parent_id))
    after = None
    if command.after is not None:
        after = Place(*pages.place(command.after, tuple[datetime, ContributionId]))
    rows = await feed_store.page(unit, command, after)
    return pages.page(rows, command.limit, lambda each: (each.published_at, each.id))
