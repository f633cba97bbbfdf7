"""What memberships do when something happens below: what counts is looked at anew."""

from collections.abc import Collection
from typing import TypeAlias

from domain import events, ledger, orders
from domain.customers import (
    CustomerCreated,
    CustomersImported,
    VisitorLinked,
)
from domain.kernel import CustomerId, Unit
from domain.ledger import TransferKind
from domain.tiers import keeping, programmes
from domain.tiers.model import TierBasis, TierMeasure

OrderNews: TypeAlias = (
    orders.OrdersRecorded
    | orders.OrdersLinked
    | orders.OrdersCancelled
    | orders.OrdersReopened
    | orders.ReturnsApplied
)
EARNING = {TransferKind.EARN, TransferKind.CLAWBACK}
OF_ORDERS = {TierMeasure.SPEND, TierMeasure.ORDERS}


async def on_customer_created(unit: Unit, news: CustomerCreated) -> None:
    """Give a new customer the tier that everybody is in, if there is one."""
    await keeping.keep(unit, (news.customer_id,))


async def on_customers_imported(unit: Unit, news: CustomersImported) -> None:
    """Give new customers the tier that everybody is in, if there is one."""
    await keeping.keep(unit, news.customer_ids)


async def on_points_posted(unit: Unit, news: ledger.PointsPosted) -> None:
    """Look at whose points changed, if what changed them counts."""
    bases = await _bases(unit, {TierMeasure.POINTS})
    touched = {
        change.customer_id
        for change in news.changes
        for basis in bases
        if basis.unit == change.unit
        and (basis.also or not EARNING.isdisjoint(change.kinds))
    }
    if touched:
        await keeping.keep(unit, touched)


async def on_orders(unit: Unit, news: OrderNews) -> None:
    """Look at whose orders changed, if orders count."""
    if await _bases(unit, OF_ORDERS):
        facts = await orders.facts(unit, news.order_ids)
        await _keep_known(unit, {each.customer_id for each in facts})


async def on_events(
    unit: Unit, news: events.EventsRecorded | events.EventsRemoved
) -> None:
    """Look at who did something, or did not, if what they do counts."""
    if await _bases(unit, {TierMeasure.EVENTS}):
        await _keep_known(unit, await events.doers_of(unit, news.event_ids))


async def on_visitor_linked(unit: Unit, news: VisitorLinked) -> None:
    """Look at who a visitor turned out to be, if what visitors do counts."""
    if await _bases(unit, {TierMeasure.EVENTS}):
        await keeping.keep(unit, (news.customer_id,))


async def _bases(unit: Unit, measures: Collection[TierMeasure]) -> list[TierBasis]:
    """Return what counts, as far as it is one of these; of any version."""
    return [
        era.programme.terms.basis
        for era in await programmes.in_time(unit)
        if era.programme.terms.basis.measure in measures
    ]


async def _keep_known(unit: Unit, whoever: Collection[CustomerId | None]) -> None:
    known = [each for each in whoever if each is not None]
    if known:
        await keeping.keep(unit, known)
