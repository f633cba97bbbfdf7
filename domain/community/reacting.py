"""Reacting: of two customers who were one all along, one person is left."""

from domain import customers
from domain.community import member_store
from domain.customers import CustomersMerged, CustomersUnmerged
from domain.kernel import CustomerId, Unit


async def on_customers_merged(unit: Unit, news: CustomersMerged) -> None:
    """Let two members count as one person, who has one vote and one day's awards."""
    await _count(unit, news.kept_id)


async def on_customers_unmerged(unit: Unit, news: CustomersUnmerged) -> None:
    """Let each count for themselves again."""
    await _count(unit, news.kept_id)
    await _count(unit, news.merged_id)


async def _count(unit: Unit, customer_id: CustomerId) -> None:
    names = await customers.names_of(unit, customer_id)
    found = await member_store.theirs(unit, names)
    if found:
        member_store.count_as(unit, [each.id for each in found], found[0].id)
