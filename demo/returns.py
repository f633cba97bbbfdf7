"""Returns. The sources know of none, so these are made up, and their ids say so."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from demo.orders import orders
from demo.rows import OrderReturn
from demo.tenants import DemoTenant

# A week after every such order, one piece of its first line comes back; what was bought
# last has not come back yet.
EVERY = 97
AFTER = timedelta(days=7)


def returns(tenant: DemoTenant, today: date) -> Iterator[OrderReturn]:
    """Give a shop's returns, oldest first."""
    begun = islice(orders(tenant, today), 0, tenant.orders * 9 // 10, EVERY)
    for order in begun:
        bought = order["external_id"]
        then = datetime.fromisoformat(order["occurred_at"]) + AFTER
        yield {
            "source": "shop",
            "external_id": f"made-up-{bought}",
            "order": f"external:shop:{bought}",
            "occurred_at": then.isoformat(),
            "lines": [{"product_id": order["lines"][0]["product_id"], "quantity": 1}],
        }


def count(tenant: DemoTenant) -> int:
    """Return how many there are."""
    return len(range(0, tenant.orders * 9 // 10, EVERY))
