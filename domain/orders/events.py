"""What happens to orders, for others to react to."""

from dataclasses import dataclass

from domain.kernel import CustomerId, Event
from domain.orders.model import OrderId, ReturnId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersRecorded(Event):
    """Orders were written down that were not known before."""

    name = "orders.recorded"
    order_ids: tuple[OrderId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersClaimed(Event):
    """Orders were written down that use vouchers, or what was redeemed for them."""

    name = "orders.claimed"
    internal = True
    order_ids: tuple[OrderId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersCancelled(Event):
    """Orders were called off."""

    name = "orders.cancelled"
    order_ids: tuple[OrderId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersReopened(Event):
    """Orders stand again that were called off."""

    name = "orders.reopened"
    order_ids: tuple[OrderId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersLinked(Event):
    """Guests' orders turned out to be somebody's."""

    name = "orders.linked"
    customer_id: CustomerId
    order_ids: tuple[OrderId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersMoved(Event):
    """Orders changed hands, as two customers became one or two again."""

    name = "orders.moved"
    from_customer_id: CustomerId
    to_customer_id: CustomerId
    order_ids: tuple[OrderId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsApplied(Event):
    """Of these orders, things came back; each order is named once."""

    name = "returns.applied"
    return_ids: tuple[ReturnId, ...]
    order_ids: tuple[OrderId, ...]
