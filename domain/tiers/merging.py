"""Merging: two customers become one in the higher of both tiers, or two again.

Accounts are held before memberships. So what both have is seen first, before anything
moves; what follows from it is written down when all that moves has moved.
"""

from dataclasses import replace

from domain.customers import CustomersMerged, CustomersUnmerged
from domain.kernel import Unit
from domain.tiers import keeping, lives, programmes, store
from domain.tiers.events import TiersBrought, TiersInQuestion
from domain.tiers.rows import Brought, Held


async def on_customers_merged(unit: Unit, news: CustomersMerged) -> None:
    """See which tiers two customers are in, before anything moves.

    Nothing is held yet, as accounts are held before memberships.
    """
    eras = await programmes.in_time(unit)
    if not eras:
        return
    pair = (news.kept_id, news.merged_id)
    there = await store.read(unit, pair)
    members = {each: there.get(each) or Held(customer_id=each) for each in pair}
    told = await lives.histories(unit, eras, members)
    now = (
        keeping.evaluated(members[each], eras, told[each], unit.now).now
        for each in pair
    )
    tiers = tuple(sorted({each.tier for each in now if each.tier is not None}))
    unit.emit(
        TiersBrought(
            merge_id=news.merge_id,
            kept_id=news.kept_id,
            merged_id=news.merged_id,
            tiers=tiers,
        )
    )


async def on_tiers_brought(unit: Unit, news: TiersBrought) -> None:
    """Let the kept customer be in the higher of both tiers from now on.

    What the other one has waits, and nothing of it falls due, until it is undone.
    """
    members = await store.hold(unit, (news.kept_id, news.merged_id))
    kept, merged = members[news.kept_id], members[news.merged_id]
    brought = tuple(
        Brought(merge_id=news.merge_id, at=unit.now, tier=tier) for tier in news.tiers
    )
    life = replace(kept.life, brought=(*kept.life.brought, *brought))
    waiting = replace(merged, evaluated_at=None, due_at=None)
    store.save(unit, (replace(kept, life=life), waiting))
    unit.emit(TiersInQuestion(customer_ids=(news.kept_id,)))


async def on_customers_unmerged(unit: Unit, news: CustomersUnmerged) -> None:
    """Take away what a merge brought; each has their own tier again."""
    if not await programmes.in_time(unit):
        return
    pair = (news.kept_id, news.merged_id)
    kept = (await store.hold(unit, pair))[news.kept_id]
    left = tuple(each for each in kept.life.brought if each.merge_id != news.merge_id)
    store.save(unit, (replace(kept, life=replace(kept.life, brought=left)),))
    unit.emit(TiersInQuestion(customer_ids=pair))


async def on_tiers_in_question(unit: Unit, news: TiersInQuestion) -> None:
    """Look at customers whose orders and awards have all moved by now."""
    await keeping.keep(unit, news.customer_ids)
