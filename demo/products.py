"""What is sold, as rows of the bulk import."""

from collections.abc import Iterator

from demo import cdnow, grocer
from demo.rows import Product
from demo.tenants import CDNOW, DemoTenant

__all__ = ["products"]


def products(tenant: DemoTenant) -> Iterator[Product]:
    """Give a shop's products, those sold most first."""
    return cdnow.products() if tenant.slug == CDNOW.slug else grocer.products()
