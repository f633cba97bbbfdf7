"""What WooCommerce's REST API says of orders, customers and products.

Names are those of woocommerce.github.io/woocommerce-rest-api-docs (wc/v3); of each
thing, no more than is read. Amounts are texts, and those of lines are without tax.
"""

from msgspec import Struct


class Billing(Struct, frozen=True):
    """To whom an order was charged."""

    email: str = ""
    phone: str = ""


class Charge(Struct, frozen=True, kw_only=True):
    """Something that is paid for besides products; a negative one is a discount."""

    total: str = "0"
    total_tax: str = "0"


class LineItem(Charge, frozen=True, kw_only=True):
    """A line: `subtotal` is before discounts, `total` after them."""

    quantity: float
    name: str = ""
    product_id: int = 0
    variation_id: int = 0
    sku: str | None = None
    subtotal: str = "0"
    subtotal_tax: str = "0"


class Coupon(Struct, frozen=True):
    """A code that was used."""

    code: str = ""


class GivenBack(Struct, frozen=True, kw_only=True):
    """A refund; `total` is negative."""

    id: int
    total: str


class WooOrder(Struct, frozen=True, kw_only=True):
    """An order."""

    id: int
    number: str = ""
    status: str
    currency: str
    created_via: str = ""
    date_created_gmt: str | None = None
    date_paid_gmt: str | None = None
    total: str
    shipping_total: str = "0"
    shipping_tax: str = "0"
    customer_id: int = 0
    billing: Billing = Billing()
    line_items: tuple[LineItem, ...] = ()
    fee_lines: tuple[Charge, ...] = ()
    coupon_lines: tuple[Coupon, ...] = ()
    refunds: tuple[GivenBack, ...] = ()


class WooCustomer(Struct, frozen=True, kw_only=True):
    """Somebody with an account."""

    id: int
    email: str = ""
    first_name: str = ""
    last_name: str = ""


class Named(Struct, frozen=True):
    """A category or a brand."""

    name: str = ""


class WooProduct(Struct, frozen=True, kw_only=True):
    """A product with all its variations."""

    id: int
    name: str = ""
    categories: tuple[Named, ...] = ()
    brands: tuple[Named, ...] = ()
