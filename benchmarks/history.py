"""The demo shops' orders as files for a bulk import."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import msgspec

from demo.orders import orders
from demo.rows import Order
from demo.tenants import CDNOW, DemoTenant
from domain.kernel.platform import utc_now

MIB = 1024**2
# A prime, to scatter numbers that follow one another.
STRIDE = 7_919


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A file with a row of JSON for each order."""

    path: Path
    orders: int
    lines: int

    @property
    def mib(self) -> float:
        """How large it is."""
        return self.path.stat().st_size / MIB


def write(path: Path, given: Iterable[Order]) -> History:
    """Write orders to a file, one by one."""
    encoder = msgspec.json.Encoder()
    written = lines = 0
    with path.open("wb") as file:
        for order in given:
            file.write(encoder.encode(order) + b"\n")
            written += 1
            lines += len(order["lines"])
    return History(path=path, orders=written, lines=lines)


def times(tenant: DemoTenant, copies: int, limit: int | None) -> Iterator[Order]:
    """Give a shop's orders, and then those of other shops just like it."""
    for copy in range(copies):
        mark = f"{copy}-" if copy else ""
        for order in islice(_orders(tenant), limit):
            yield _marked(order, mark, mark + _buyer(order))


def among(total: int, mark: str, limit: int) -> Iterator[Order]:
    """Give orders of CDNOW as if they were of customers from all over a number."""
    for order in islice(_orders(CDNOW), limit):
        buyer = 1 + int(_buyer(order)) * STRIDE % total
        yield _marked(order, mark, str(buyer))


def _orders(tenant: DemoTenant) -> Iterator[Order]:
    return orders(tenant, utc_now().date())


def _buyer(order: Order) -> str:
    assert order["customer"] is not None, order
    return order["customer"]["external_id"]


def _marked(order: Order, mark: str, buyer: str) -> Order:
    return {
        **order,
        "external_id": mark + order["external_id"],
        "customer": {"external_id": buyer},
    }
