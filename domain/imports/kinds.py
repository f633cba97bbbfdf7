"""What an import may be of, and who takes its rows."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias

from domain import orders
from domain.imports.model import ImportKind
from domain.kernel import Scope, Unit
from domain.kernel.batches import BatchResult

Taker: TypeAlias = Callable[[Unit, Sequence[bytes]], Awaitable[BatchResult]]

TAKERS: Mapping[ImportKind, Taker] = {ImportKind.ORDERS: orders.take}

# Who imports rows must be allowed to send them one by one.
SCOPES: Mapping[ImportKind, Scope] = {ImportKind.ORDERS: Scope("orders:write")}
