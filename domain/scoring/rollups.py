"""Rollups: what each customer's purchases come to, kept in the unit of each order."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain import customers, orders
from domain.kernel import CustomerId, Role, Unit, writes
from domain.kernel.ids import identifier
from domain.scoring import rollup_store

ROLLUPS_MAX = 1_000
OrderNews: TypeAlias = (
    orders.OrdersRecorded
    | orders.OrdersLinked
    | orders.OrdersCancelled
    | orders.OrdersReopened
    | orders.ReturnsApplied
)
After: TypeAlias = Annotated[str, identifier("cus")]


async def on_orders(unit: Unit, news: OrderNews) -> None:
    """Roll up what their customers bought, now that orders are others than before."""
    rollup_store.hold_buyers(unit, news.order_ids)
    rollup_store.fold_buyers(unit, news.order_ids)


async def on_orders_moved(unit: Unit, news: orders.OrdersMoved) -> None:
    """Roll up what both bought between whom orders changed hands."""
    pair = (news.from_customer_id, news.to_customer_id)
    rollup_store.hold(unit, pair)
    rollup_store.fold(unit, pair)


@dataclass(frozen=True, slots=True, kw_only=True)
class RollUpAnew:
    """Roll up the purchases of the customers after one anew."""

    after: After | None = None
    limit: Annotated[int, Meta(ge=1, le=ROLLUPS_MAX)] = ROLLUPS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class RollupDifference:
    """A rollup that was not what the customer's orders come to."""

    check: str
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledUpAnew:
    """What was not as it should be, and the command that goes on, if any does."""

    differences: tuple[RollupDifference, ...]
    rest: RollUpAnew | None


@writes("system", role=Role.INFERRING)
async def roll_up_anew(unit: Unit, command: RollUpAnew) -> RolledUpAnew:
    """Roll up what some customers bought anew where it is not what it should be.

    A rollup follows from orders alone, so that nothing is lost by writing it again.
    """
    ids = await customers.roll(unit, command.after, command.limit)
    found = await rollup_store.differing(unit, ids)
    if found:
        rollup_store.hold(unit, found)
        rollup_store.fold(unit, found)
    rest = None
    if len(ids) == command.limit:
        rest = RollUpAnew(after=ids[-1], limit=command.limit)
    return RolledUpAnew(
        differences=tuple(
            RollupDifference(check="rollup", customer_id=each) for each in found
        ),
        rest=rest,
    )
