"""What leaderboards do when something happens below."""

from domain import ledger
from domain.customers import CustomersMerged, CustomersUnmerged
from domain.kernel import Unit
from domain.leaderboards import board_store, keeping, store
from domain.leaderboards.events import LeaderboardsLeft, ScoresInDoubt
from domain.ledger import TransferKind

EARNING = {TransferKind.EARN, TransferKind.CLAWBACK}


async def on_posted(unit: Unit, news: ledger.PointsPosted) -> None:
    """Count anew who earned, or lost what they had earned."""
    touched = {
        change.customer_id
        for change in news.changes
        if not EARNING.isdisjoint(change.kinds)
    }
    if touched:
        await keeping.keep(unit, touched)


async def on_merged(unit: Unit, news: CustomersMerged) -> None:
    """See a merged customer no longer; the kept one is seen if they said so."""
    if await unit.once(board_store.boards):
        if await store.remove(unit, news.merged_id):
            unit.emit(LeaderboardsLeft(customer_id=news.merged_id))
            boards = await unit.once(board_store.boards)
            keeping.tell(unit, [each.leaderboard for each in boards])
        unit.emit(ScoresInDoubt(customer_ids=(news.kept_id,)))


async def on_unmerged(unit: Unit, news: CustomersUnmerged) -> None:
    """Count anew what the kept customer has; the other may say again what they want."""
    if await unit.once(board_store.boards):
        unit.emit(ScoresInDoubt(customer_ids=(news.kept_id,)))


async def on_in_doubt(unit: Unit, news: ScoresInDoubt) -> None:
    """Count anew what customers have when all has moved."""
    await keeping.keep(unit, news.customer_ids)
