"""Keeping: households go on as customers are merged and as what they have lapses."""

from domain import customers, ledger
from domain.customers import CustomersMerged, CustomersUnmerged
from domain.households import leaving, line_store, reading, store
from domain.households.line_store import Line
from domain.households.model import HouseholdStatus, LineKind
from domain.kernel import Unit


async def on_merged(unit: Unit, news: CustomersMerged) -> None:
    """Let the kept customer be in the household of the other one.

    If both are in one, the kept customer stays in theirs, and the other one leaves.
    """
    found = await leaving.hold(unit, news.merged_id)
    if found is None:
        return
    row, member = found
    if await store.member(unit, news.kept_id) is not None:
        await leaving.depart(unit, row, member, news.kept_id)
        return
    await store.MOVES.follow(unit, news.merge_id, news.merged_id, news.kept_id)
    if row.owner_id == news.merged_id:
        store.change(unit, row.id, owner_id=news.kept_id)


async def on_unmerged(unit: Unit, news: CustomersUnmerged) -> None:
    """Let the other customer be in the household again that the merge took along."""
    found = await leaving.hold(unit, news.kept_id)
    back = await store.MOVES.give_back(
        unit, news.merge_id, news.kept_id, news.merged_id
    )
    if found is None or not back:
        return
    row, _ = found
    if row.owner_id == news.kept_id:
        store.change(unit, row.id, owner_id=news.merged_id)


async def on_expired(unit: Unit, news: ledger.PointsExpired) -> None:
    """Tell the members what of their household's expired."""
    line_store.add(
        unit,
        [
            Line(
                id=unit.new_id("hln"),
                household_id=reading.household_of(each.customer_id),
                customer_id=None,
                kind=LineKind.EXPIRED,
                unit=each.unit,
                amount=-each.amount,
                redemption_id=None,
                recorded_at=unit.now,
            )
            for each in news.expiries
            if ledger.is_shared(each.customer_id)
        ],
    )


async def on_posted(unit: Unit, news: ledger.PointsPosted) -> None:
    """Pass on what comes back to households that are closed: it is the last one's.

    Of who was erased, nobody is left to have it: it stays there until it lapses.
    """
    filled = {
        reading.household_of(each.customer_id)
        for each in news.changes
        if each.available > 0 and ledger.is_shared(each.customer_id)
    }
    if not filled:
        return
    for row in await store.those(unit, sorted(filled)):
        if row.status is HouseholdStatus.CLOSED:
            heirs = await customers.keep(unit, [row.owner_id])
            if row.owner_id in heirs:
                await leaving.hand_over(unit, row.id, heirs[row.owner_id])
