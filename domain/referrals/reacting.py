"""What referrals do when something happens below: whose they are is looked at anew."""

from typing import TypeAlias

from domain import orders
from domain.customers import CustomersMerged, CustomersUnmerged
from domain.kernel import Unit
from domain.referrals import keeping, store
from domain.referrals.events import ReferralsInQuestion

OrderNews: TypeAlias = (
    orders.OrdersRecorded
    | orders.OrdersLinked
    | orders.OrdersCancelled
    | orders.OrdersReopened
    | orders.ReturnsApplied
)
# Of somebody who was merged, the latest that they brought.
BROUGHT_MAX = 200
Merged: TypeAlias = CustomersMerged | CustomersUnmerged


async def on_orders(unit: Unit, news: OrderNews) -> None:
    """Look at how those came whose orders changed, if anybody came by anybody."""
    if not await unit.once(store.there_are_some):
        return
    facts = await orders.facts(unit, news.order_ids)
    theirs = {each.customer_id for each in facts if each.customer_id is not None}
    await keeping.keep(unit, theirs)


async def on_merged(unit: Unit, news: Merged) -> None:
    """Look at two customers who are one, or are not, when all has moved."""
    if await unit.once(store.there_are_some):
        both = (news.kept_id, news.merged_id)
        unit.emit(ReferralsInQuestion(customer_ids=both))


async def on_in_question(unit: Unit, news: ReferralsInQuestion) -> None:
    """Look at how customers came, and at whom they brought."""
    brought = await store.page(unit, news.customer_ids, None, BROUGHT_MAX)
    friends = {each.friend_id for each in brought}
    await keeping.keep(unit, friends | set(news.customer_ids))
