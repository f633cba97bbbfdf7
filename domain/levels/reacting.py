"""What levels do when something happens below, or a version is new."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain import customers, ledger
from domain.customers import CustomersMerged, CustomersUnmerged
from domain.kernel import Unit, writes
from domain.ledger import TransferKind
from domain.levels import keeping, store
from domain.levels.events import LevelsInQuestion

Merged: TypeAlias = CustomersMerged | CustomersUnmerged
EARNING = {TransferKind.EARN, TransferKind.CLAWBACK}
CUSTOMERS_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyLevels:
    """Look at customers because the levels are others."""

    limit: Annotated[int, Meta(ge=1, le=CUSTOMERS_MAX)] = CUSTOMERS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsApplied:
    """How many were looked at, and whether there may be more."""

    done: int
    more: bool


@writes("system")
async def apply_some(unit: Unit, command: ApplyLevels) -> LevelsApplied:
    """Look at a bounded number of customers because the levels are others."""
    version = await store.unapplied(unit)
    if version is None:
        return LevelsApplied(done=0, more=False)
    ids = await customers.roll(unit, version.after_id, command.limit)
    await keeping.keep(unit, ids)
    over = len(ids) < command.limit
    store.pass_on(unit, version.version, None if over else ids[-1])
    return LevelsApplied(done=len(ids), more=True)


async def on_posted(unit: Unit, news: ledger.PointsPosted) -> None:
    """Look at who earned experience, or lost what they had earned."""
    version = await store.latest(unit)
    if version is not None:
        touched = {
            change.customer_id
            for change in news.changes
            if change.unit == version.unit and not EARNING.isdisjoint(change.kinds)
        }
        await keeping.keep(unit, touched)


async def on_merged(unit: Unit, news: Merged) -> None:
    """Look at two customers who are one, or are not, when all has moved."""
    if await store.latest(unit) is not None:
        unit.emit(LevelsInQuestion(customer_ids=(news.kept_id, news.merged_id)))


async def on_in_question(unit: Unit, news: LevelsInQuestion) -> None:
    """Look at customers whose experience has moved by now."""
    await keeping.keep(unit, news.customer_ids)
