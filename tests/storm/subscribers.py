"""Somebody who awaits news, and tells on, so that it can be counted."""

from dataclasses import dataclass

from domain.kernel import SYSTEM, Event, Unit, writes
from domain.orders import OrderId, OrdersRecorded
from workers.subscriptions import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(Event):
    """Somebody heard of these orders."""

    name = "storm.noted"
    order_ids: tuple[OrderId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Hear of orders."""

    order_ids: tuple[OrderId, ...]


@writes(SYSTEM)
async def note(unit: Unit, command: Note) -> None:
    """Tell on which orders were heard of."""
    unit.emit(Noted(order_ids=command.order_ids))


SUBSCRIPTIONS = (
    Subscription(OrdersRecorded, note, lambda event: Note(order_ids=event.order_ids)),
)
