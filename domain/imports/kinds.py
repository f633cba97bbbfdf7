"""What an import may be of, and who takes its rows."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias

from domain import customers, events, orders
from domain.imports import products
from domain.imports.model import ImportKind
from domain.kernel import Scope, Unit
from domain.kernel.batches import BatchResult

Taker: TypeAlias = Callable[[Unit, Sequence[bytes]], Awaitable[BatchResult]]

TAKERS: Mapping[ImportKind, Taker] = {
    ImportKind.CUSTOMERS: customers.take,
    ImportKind.EVENTS: events.take,
    ImportKind.ORDERS: orders.take,
    ImportKind.PRODUCTS: products.take,
    ImportKind.RETURNS: orders.take_returns,
}

# Who imports rows must be allowed to send them one by one.
SCOPES: Mapping[ImportKind, Scope] = {
    ImportKind.CUSTOMERS: Scope("customers:write"),
    ImportKind.EVENTS: Scope("events:write"),
    ImportKind.ORDERS: Scope("orders:write"),
    ImportKind.PRODUCTS: Scope("catalogue:write"),
    ImportKind.RETURNS: Scope("orders:write"),
}
