"""Reviews. The sources know of none, so these are made up, and they say so."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from demo.orders import orders
from demo.tenants import DemoTenant

# Three days after every such order, its customer says something of its first product.
EVERY = 31
AFTER = timedelta(days=3)
TEXT = "Made up for the demo."
RATINGS = (5, 4, 5, 3, 4)


def reviews(tenant: DemoTenant, today: date) -> Iterator[dict[str, Any]]:
    """Give a shop's reviews, as events, oldest first."""
    begun = islice(orders(tenant, today), 0, tenant.orders * 9 // 10, EVERY)
    for number, order in enumerate(begun):
        then = datetime.fromisoformat(order["occurred_at"]) + AFTER
        yield {
            "source": "shop",
            "external_id": f"made-up-review-{order['external_id']}",
            "type": "review",
            "customer": order["customer"],
            "occurred_at": then.isoformat(),
            "data": {
                "product_id": order["lines"][0]["product_id"],
                "rating": RATINGS[number % len(RATINGS)],
                "text": TEXT,
                "verified": True,
            },
        }


def count(tenant: DemoTenant) -> int:
    """Return how many there are."""
    return len(range(0, tenant.orders * 9 // 10, EVERY))
