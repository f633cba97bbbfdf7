"""Fields: what conditions can ask of an order, a line, a customer or an event."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, cast

from domain.earning.arithmetic import left_of
from domain.earning.facts import EventCase, Facts
from domain.orders import CaseLine, OrderCase

Case: TypeAlias = OrderCase | EventCase
OfOrder: TypeAlias = Callable[[OrderCase], Any]
OfLine: TypeAlias = Callable[[CaseLine], Any]
OfFacts: TypeAlias = Callable[[Facts], Any]

OF_ORDERS = "orders"

# What is left of an order counts; what came back of it never was.
ORDER: Mapping[str, OfOrder] = {
    "order.amount": lambda order: order.left,
    "order.quantity": lambda order: sum(map(left_of, order.lines)),
    "order.lines": lambda order: sum(1 for line in order.lines if left_of(line)),
    "order.shipping": lambda order: order.shipping,
    "order.points_paid": lambda order: order.points_paid,
    "order.channel": lambda order: order.channel,
    "order.source": lambda order: order.source,
    "order.vouchers": lambda order: order.vouchers,
}
LINE: Mapping[str, OfLine] = {
    "line.product": lambda line: line.product_id,
    "line.variant": lambda line: line.variant,
    "line.category": lambda line: line.category,
    "line.quantity": left_of,
    "line.unit_price": lambda line: line.unit_price,
    "line.amount": lambda line: line.amount - line.returned_amount,
    "line.discount": lambda line: line.discount,
}
CUSTOMER: Mapping[str, OfFacts] = {
    "customer.tier": lambda facts: facts.tier,
    "customer.segments": lambda facts: facts.segments,
    "customer.order_count": lambda facts: facts.order_count,
    "customer.member_days": lambda facts: facts.member_days,
}
NUMBERS = frozenset(
    {
        *("order.amount", "order.quantity", "order.lines", "order.shipping"),
        *("order.points_paid", "line.quantity", "line.unit_price", "line.amount"),
        *("line.discount", "customer.order_count", "customer.member_days"),
    }
)
STANDING = frozenset({"customer.tier"})
SEGMENTS = frozenset({"customer.segments"})
COUNTS = frozenset({"customer.order_count"})
MEMBERSHIP = frozenset({"customer.member_days"})
EVENT = "event."


def cause_of(case: Case) -> str:
    """Return the id of an order, event or occasion."""
    return case.order_id if isinstance(case, OrderCase) else case.event_id


def kind_of(case: Case) -> str:
    """Return of what kind a case is: an order, or an event of its type."""
    return OF_ORDERS if isinstance(case, OrderCase) else case.type


def is_known(field: str) -> bool:
    """Tell whether there is such a field; an event may tell anything."""
    known = field in ORDER or field in LINE or field in CUSTOMER
    return known or field.startswith(EVENT)


def told(event: EventCase, field: str) -> Any:
    """Return what an event tells under a field's name, or None."""
    found: Any = event.data
    for name in field.removeprefix(EVENT).split("."):
        if not isinstance(found, Mapping):
            return None
        found = cast("Mapping[str, Any]", found).get(name)
    return found


def number_told(event: EventCase, field: str) -> int:
    """Return a number that an event tells; what is none counts for nothing."""
    found = told(event, field)
    return max(found, 0) if type(found) is int else 0
