"""The two shops, and what their histories hold."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTenant:
    """A shop whose history can be imported; the figures are those of its files."""

    slug: str
    name: str
    time_zone: str
    currency: str
    locales: tuple[str, ...]
    files: tuple[str, ...]
    first_day: date
    last_day: date
    customers: int
    products: int
    orders: int
    lines: int
    # The sum of quantity * unit_price - discount over all lines, in cents.
    amount: int


CDNOW = DemoTenant(
    slug="cdnow",
    name="CDNOW",
    time_zone="America/New_York",
    currency="USD",
    locales=("en", "nl"),
    files=("cdnow.csv.xz",),
    first_day=date(1997, 1, 1),
    last_day=date(1998, 6, 30),
    customers=23_570,
    products=1,
    orders=69_659,
    lines=69_659,
    amount=250_031_563,
)

GROCER = DemoTenant(
    slug="grocer",
    name="Grocer",
    time_zone="America/New_York",
    currency="USD",
    locales=("en", "nl"),
    files=(
        "grocer/households.csv.xz",
        "grocer/products.csv.xz",
        "grocer/baskets.csv.xz",
        "grocer/line_products.csv.xz",
        "grocer/line_quantities.csv.xz",
        "grocer/line_prices.csv.xz",
        "grocer/line_discounts.csv.xz",
    ),
    first_day=date(2017, 1, 1),
    last_day=date(2017, 12, 31),
    customers=800,
    products=52_229,
    orders=81_585,
    lines=822_999,
    amount=262_305_313,
)

TENANTS = {tenant.slug: tenant for tenant in (CDNOW, GROCER)}
