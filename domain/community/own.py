"""One's own: what a customer wrote, whether or not others see it."""

from dataclasses import dataclass
from datetime import datetime

from domain import customers
from domain.community import naming, own_store, text_store
from domain.community.asking import ContributionsOf, FindOwn
from domain.community.model import (
    VERSIONS_MAX,
    ContributionId,
    ContributionText,
    OwnContribution,
)
from domain.community.refusals import ContributionNotFound
from domain.customers import CustomerNotFound
from domain.kernel import BadCursor, Page, Unit, pages, reads


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionHistory:
    """Something that one wrote oneself, and every version of it, the newest first."""

    contribution: OwnContribution
    texts: tuple[ContributionText, ...]


@reads("community:write", refusals=(CustomerNotFound, BadCursor), subject="customer_id")
async def of_customer(unit: Unit, command: ContributionsOf) -> Page[OwnContribution]:
    """Tell what a customer wrote, newest first, and what became of it."""
    customer_id = await customers.resolve(unit, command.customer_id)
    names = await customers.names_of(unit, customer_id)
    after = command.after and pages.place(
        command.after, tuple[datetime, ContributionId]
    )
    rows = await own_store.page(unit, names, after or None, command.limit)
    rows = await naming.readable(unit, rows)
    return pages.page(rows, command.limit, lambda each: (each.written_at, each.id))


@reads(
    "community:write",
    refusals=(CustomerNotFound, ContributionNotFound),
    subject="customer_id",
)
async def find_own(unit: Unit, command: FindOwn) -> ContributionHistory:
    """Tell all of something that a customer wrote, and how it was changed."""
    customer_id = await customers.resolve(unit, command.customer_id)
    names = await customers.names_of(unit, customer_id)
    found = await own_store.theirs(unit, names, command.contribution_id)
    if found is None:
        raise ContributionNotFound
    texts = await text_store.every(unit, found.id, VERSIONS_MAX)
    (read,) = await naming.readable(unit, [found])
    return ContributionHistory(
        contribution=read, texts=await naming.readable(unit, texts)
    )


async def shown(unit: Unit, contribution_id: ContributionId) -> OwnContribution:
    """Return something as its author sees it."""
    found = await own_store.one(unit, contribution_id)
    assert found is not None, contribution_id
    (read,) = await naming.readable(unit, [found])
    return read
