"""What progress does when something happens below: who did it is looked at anew.

A few are looked at in the same unit, so that they see at once where they are. Of many,
as an import brings, it is written down that they are to be looked at, and that is done
a little later: once for all that came of them meanwhile.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

from domain import events, orders
from domain.challenges import keeping, mark_store, store, versions
from domain.challenges.events import ChallengesInQuestion
from domain.challenges.standing import Joined
from domain.customers import CustomersMerged, CustomersUnmerged
from domain.kernel import CustomerId, Unit

OrderNews: TypeAlias = (
    orders.OrdersRecorded
    | orders.OrdersLinked
    | orders.OrdersCancelled
    | orders.OrdersReopened
    | orders.ReturnsApplied
)
EventNews: TypeAlias = (
    events.EventsRecorded | events.EventsLinked | events.EventsRemoved
)
AT_ONCE_MAX = 20
LATER = timedelta(seconds=30)


async def on_orders(unit: Unit, news: OrderNews) -> None:
    """Look at whose orders changed, if there are challenges."""
    if await versions.by_name(unit):
        facts = await orders.facts(unit, news.order_ids)
        await _look(unit, {each.customer_id for each in facts})


async def on_events(unit: Unit, news: EventNews) -> None:
    """Look at who did something, or did not, if there are challenges of events."""
    known = await versions.every(unit)
    if versions.types_of(known):
        await _look(unit, await events.doers_of(unit, news.event_ids))


async def on_customers_merged(unit: Unit, news: CustomersMerged) -> None:
    """Let the kept customer take part in what the other one took part in."""
    if not await versions.by_name(unit):
        return
    members = await store.hold(unit, (news.kept_id, news.merged_id))
    kept, merged = members[news.kept_id], members[news.merged_id]
    brought = {
        name: replace(joined, merge_id=news.merge_id)
        for name, joined in merged.joined.items()
        if name not in kept.joined
    }
    store.save(unit, (replace(kept, joined={**kept.joined, **brought}),))
    _question(unit, news.kept_id, news.merged_id)


async def on_customers_unmerged(unit: Unit, news: CustomersUnmerged) -> None:
    """Take away what a merge brought; each is as far as they came by themselves."""
    if not await versions.by_name(unit):
        return
    kept = (await store.hold(unit, (news.kept_id,)))[news.kept_id]
    left: dict[str, Joined] = {
        name: joined
        for name, joined in kept.joined.items()
        if joined.merge_id != news.merge_id
    }
    store.save(unit, (replace(kept, joined=left),))
    _question(unit, news.kept_id, news.merged_id)


async def on_in_question(unit: Unit, news: ChallengesInQuestion) -> None:
    """Look at customers whose orders, events and completions have moved by now."""
    await keeping.keep(unit, news.customer_ids)


def _question(unit: Unit, *customer_ids: CustomerId) -> None:
    unit.emit(ChallengesInQuestion(customer_ids=customer_ids))


async def _look(unit: Unit, whoever: Collection[CustomerId | None]) -> None:
    known = [each for each in whoever if each is not None]
    if len(known) > AT_ONCE_MAX:
        mark_store.mark(unit, known, unit.now + LATER)
    elif known:
        await keeping.keep(unit, known)
