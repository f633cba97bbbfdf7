"""Grocer: a year of baskets of 800 households, simulated by its makers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from demo.files import read
from demo.rows import Customer, Line, Order, Product
from demo.tenants import DemoTenant
from demo.times import clock

# What the households told, in the order of the file.
ATTRIBUTES = (
    "age_band",
    "income_band",
    "home_ownership",
    "marital_status",
    "household_size",
    "household_composition",
    "kids_count",
)
# What is known of a line, in a file each.
LINES = (
    "grocer/line_products.csv.xz",
    "grocer/line_quantities.csv.xz",
    "grocer/line_prices.csv.xz",
    "grocer/line_discounts.csv.xz",
)


class _Shelf:
    """What the files of lines count from: the products and what each last cost."""

    def __init__(self) -> None:
        self._products = [
            (row[0], _category(row)) for row in read("grocer/products.csv.xz")
        ]
        self._prices: Counter[int] = Counter()
        self._discounts: Counter[int] = Counter()

    def lines(self, cells: Sequence[str]) -> Iterator[Line]:
        """Give the lines of the next basket, from its cells in the four files."""
        steps, *columns = (cell.split(" ") for cell in cells)
        place = 0
        for number, step in enumerate(steps):
            place += int(step or 0)
            above_one, price, discount = (_number(column, number) for column in columns)
            yield self._line(place, 1 + above_one, price, discount)

    def _line(self, place: int, quantity: int, price: int, discount: int) -> Line:
        price += self._prices[place]
        discount += quantity * self._discounts[place]
        self._prices[place] = price
        self._discounts[place] = discount // quantity
        product_id, category = self._products[place]
        line: Line = {
            "product_id": product_id,
            "quantity": quantity,
            "unit_price": price,
            "discount": discount,
            "tax": 0,
        }
        if category:
            line["category"] = category
        return line


# What the file shortens most.
SHORT = {
    "BTL": "bottle",
    "CHOC": "chocolate",
    "DRNK": "drink",
    "FRZN": "frozen",
    "FRSH": "fresh",
    "LRG": "large",
    "SFT": "soft",
    "VEG": "vegetables",
    "YOG": "yoghurt",
}


def orders(tenant: DemoTenant, today: date) -> Iterator[Order]:
    """Give every basket as an order, oldest first.

    Memory holds the products sold, whatever the number of baskets.
    """
    instant = clock(tenant, today)
    shelf = _Shelf()
    wall = datetime.combine(tenant.first_day, time.min)
    baskets = read("grocer/baskets.csv.xz")
    lines = zip(*map(read, LINES), strict=True)
    for number, ((seconds, household, _), cells) in enumerate(
        zip(baskets, lines, strict=True), start=1
    ):
        wall += timedelta(seconds=int(seconds))
        yield {
            "source": "shop",
            "external_id": str(number),
            "customer": {"external_id": household},
            "occurred_at": instant(wall),
            "currency": tenant.currency,
            "channel": "shop",
            "shipping": 0,
            "lines": list(shelf.lines([cell for (cell,) in cells])),
        }


def customers() -> Iterator[Customer]:
    """Give every household, with what it told of itself."""
    for household, *values in read("grocer/households.csv.xz"):
        answers = zip(ATTRIBUTES, values, strict=True)
        yield {
            "source": "shop",
            "external_id": household,
            "attributes": {name: value for name, value in answers if value},
            "purpose": "analytics",
        }


def products() -> Iterator[Product]:
    """Give every product of which more than its number is known, best sold first."""
    for row in read("grocer/products.csv.xz"):
        product_id, department, category, kind, size, brand = row
        if department:
            yield {
                "source": "shop",
                "external_id": product_id,
                "name": _name(f"{kind or category or department} {size}"),
                "category": _category(row),
                "brand": brand,
            }


def _name(said: str) -> str:
    """Return what a product is called, where the file shouts and shortens."""
    words = (SHORT.get(each, each.lower()) for each in said.split())
    name = " ".join(words)
    return name[:1].upper() + name[1:]


def _category(row: Sequence[str]) -> str:
    """Return the path of department and category; within a name a slash is a dash."""
    return "/".join(name.replace("/", "-") for name in row[1:3] if name)


def _number(column: Sequence[str], place: int) -> int:
    """Return a number of a column that leaves noughts out."""
    return int(column[place] or 0) if place < len(column) else 0
