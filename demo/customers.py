"""Who bought, as rows of the bulk import."""

from collections.abc import Iterator

from demo import cdnow, grocer
from demo.people import people
from demo.rows import Customer
from demo.tenants import CDNOW, DemoTenant

__all__ = ["customers"]


def customers(tenant: DemoTenant) -> Iterator[Customer]:
    """Give a shop's customers, by their number."""
    rows = cdnow.customers() if tenant.slug == CDNOW.slug else grocer.customers()
    known = people(tenant.slug)
    for row in rows:
        yield {**row, **known.get(row["external_id"], {})}
