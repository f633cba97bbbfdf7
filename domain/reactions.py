"""Who reacts to what within the same unit: the upward wiring inside the domain."""

from typing import TypeAlias

from domain import consent, earning, events, ledger, orders
from domain.customers import (
    CustomerCreated,
    CustomersImported,
    CustomersMerged,
    CustomersUnmerged,
    CustomersUpdated,
    CustomerUpdated,
    VisitorLinked,
)
from domain.kernel import Reactions, Unit

OrderNews: TypeAlias = (
    orders.OrdersRecorded
    | orders.OrdersLinked
    | orders.OrdersMoved
    | orders.OrdersCancelled
    | orders.OrdersReopened
    | orders.ReturnsApplied
)


async def _settle(unit: Unit, news: OrderNews) -> None:
    await earning.settle(unit, news.order_ids)


REACTIONS: Reactions = {
    CustomerCreated: (orders.on_customer_known,),
    CustomerUpdated: (orders.on_customer_known,),
    CustomersImported: (orders.on_customers_known,),
    CustomersUpdated: (orders.on_customers_known,),
    CustomersMerged: (
        consent.on_customers_merged,
        ledger.on_customers_merged,
        orders.on_customers_merged,
        events.on_customers_merged,
    ),
    CustomersUnmerged: (
        consent.on_customers_unmerged,
        ledger.on_customers_unmerged,
        orders.on_customers_unmerged,
        events.on_customers_unmerged,
    ),
    VisitorLinked: (orders.on_visitor_linked, events.on_visitor_linked),
    orders.OrdersRecorded: (_settle,),
    orders.OrdersLinked: (_settle,),
    orders.OrdersMoved: (_settle,),
    orders.OrdersCancelled: (_settle,),
    orders.OrdersReopened: (_settle,),
    orders.ReturnsApplied: (_settle,),
}
