"""CDNOW: the first eighteen months of those who first bought in early 1997."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby

from demo.files import read
from demo.rows import Customer, Line, Order, Product
from demo.tenants import CDNOW, DemoTenant
from demo.times import clock

CATEGORY = "MUSIC"
PRODUCT_ID = "cd"
OPENS = time(8)
OPEN_S = 14 * 60 * 60


def orders(tenant: DemoTenant, today: date) -> Iterator[Order]:
    """Give every transaction as an order of one line, oldest first.

    The source knows the day only. The orders of a day are spread evenly over its
    hours, in the order of the file: number k of n is at 8:00 + (k + 1/2) / n * 14 h.
    """
    instant = clock(tenant, today)
    number = 0
    for day, group in groupby(read("cdnow.csv.xz"), key=lambda row: row[0]):
        rows = list(group)
        date_then = tenant.first_day + timedelta(days=int(day))
        opening = datetime.combine(date_then, OPENS)
        for position, (_, customer, discs, cents) in enumerate(rows):
            number += 1
            seconds = OPEN_S * (2 * position + 1) // (2 * len(rows))
            yield {
                "source": "shop",
                "external_id": str(number),
                "customer": {"external_id": customer},
                "occurred_at": instant(opening + timedelta(seconds=seconds)),
                "currency": tenant.currency,
                "channel": "web",
                "shipping": 0,
                "lines": [_line(int(discs), int(cents))],
            }


def _line(discs: int, amount: int) -> Line:
    """Return the line whose price is in whole cents and whose amount is exact.

    The price of one is rounded up, and what that is too much is the discount.
    """
    unit_price = -(-amount // discs)
    return {
        "product_id": PRODUCT_ID,
        "category": CATEGORY,
        "quantity": discs,
        "unit_price": unit_price,
        "discount": discs * unit_price - amount,
        "tax": 0,
    }


def customers() -> Iterator[Customer]:
    """Give every customer: the source numbers them from one up, without a gap."""
    for number in range(1, CDNOW.customers + 1):
        yield {"source": "shop", "external_id": f"{number:05}"}


def products() -> Iterator[Product]:
    """Give the one product that the source knows."""
    yield {
        "source": "shop",
        "external_id": PRODUCT_ID,
        "name": "CD",
        "category": CATEGORY,
    }
