"""What was bought, as rows of the bulk import."""

from collections.abc import Iterator
from datetime import date

from demo import cdnow, grocer
from demo.rows import Order
from demo.tenants import CDNOW, DemoTenant

__all__ = ["orders"]


def orders(tenant: DemoTenant, today: date) -> Iterator[Order]:
    """Give a shop's orders, oldest first, the last of them on the day before `today`.

    Days are those of the tenant's time zone; `dataclasses.replace` gives it another.
    """
    shop = cdnow if tenant.slug == CDNOW.slug else grocer
    return shop.orders(tenant, today)
