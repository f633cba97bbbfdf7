"""Whose orders are, when that changes: guests who are known at last, and mergers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from domain import customers
from domain.customers import (
    CustomerCreated,
    CustomersImported,
    CustomersMerged,
    CustomersUnmerged,
    CustomersUpdated,
    CustomerUpdated,
    VisitorLinked,
)
from domain.kernel import CustomerId, Unit
from domain.orders import guests, ownership_store, rules
from domain.orders.events import OrdersLinked, OrdersMoved
from domain.orders.model import OrderId
from domain.orders.ownership_store import ORDERS_MOVED, RETURNS_MOVED, Linked

OneCustomer: TypeAlias = CustomerCreated | CustomerUpdated
ManyCustomers: TypeAlias = CustomersImported | CustomersUpdated

# An event names so many orders.
ORDERS_TOLD_MAX = 1_000


async def on_visitor_linked(unit: Unit, news: VisitorLinked) -> None:
    """Give a visitor's orders to whom the visitor turned out to be."""
    await guests.exclude(unit, [guests.visitor(news.visitor_id)])
    since = unit.now - rules.LINKED_WITHIN
    _tell_linked(
        unit,
        await ownership_store.link_visitor(
            unit, news.visitor_id, news.customer_id, since
        ),
    )


async def on_customer_known(unit: Unit, news: OneCustomer) -> None:
    """Give the orders of a guest to who has the e-mail address."""
    await _link_by_email(unit, [news.customer_id])


async def on_customers_known(unit: Unit, news: ManyCustomers) -> None:
    """Give the orders of guests to who have their e-mail addresses."""
    await _link_by_email(unit, news.customer_ids)


async def on_customers_merged(unit: Unit, news: CustomersMerged) -> None:
    """Let the kept customer have the orders and returns of the other one."""
    giver, taker = news.merged_id, news.kept_id
    orders = await ORDERS_MOVED.follow(unit, news.merge_id, giver, taker)
    await RETURNS_MOVED.follow(unit, news.merge_id, giver, taker)
    _tell_moved(unit, orders, giver, taker)


async def on_customers_unmerged(unit: Unit, news: CustomersUnmerged) -> None:
    """Give back the orders and returns that a merge moved."""
    giver, taker = news.kept_id, news.merged_id
    orders = await ORDERS_MOVED.give_back(unit, news.merge_id, giver, taker)
    await RETURNS_MOVED.give_back(unit, news.merge_id, giver, taker)
    _tell_moved(unit, orders, giver, taker)


async def forget_guests(
    unit: Unit, email_indexes: Sequence[bytes], visitor_ids: Sequence[str]
) -> None:
    """Let orders that are nobody's stay so, whoever comes by these names."""
    ownership_store.forget_guests(unit, email_indexes, visitor_ids)


async def _link_by_email(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    addresses = await customers.email_indexes_of(unit, customer_ids)
    if not addresses:
        return
    await guests.exclude(unit, map(guests.email, addresses))
    since = unit.now - rules.LINKED_WITHIN
    _tell_linked(unit, await ownership_store.link_emails(unit, addresses, since))


def _tell_linked(unit: Unit, linked: Iterable[Linked]) -> None:
    theirs: defaultdict[CustomerId, list[OrderId]] = defaultdict(list)
    for each in linked:
        theirs[each.customer_id].append(each.order_id)
    for customer_id, order_ids in sorted(theirs.items()):
        ownership_store.link_returns(unit, customer_id, order_ids)
        for some in _pieces(sorted(order_ids)):
            unit.emit(OrdersLinked(customer_id=customer_id, order_ids=some))


def _tell_moved(
    unit: Unit, order_ids: Iterable[OrderId], giver: CustomerId, taker: CustomerId
) -> None:
    for some in _pieces(sorted(order_ids)):
        unit.emit(
            OrdersMoved(from_customer_id=giver, to_customer_id=taker, order_ids=some)
        )


def _pieces(order_ids: Sequence[OrderId]) -> Iterable[tuple[OrderId, ...]]:
    for start in range(0, len(order_ids), ORDERS_TOLD_MAX):
        yield tuple(order_ids[start : start + ORDERS_TOLD_MAX])
