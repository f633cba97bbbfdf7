"""Histories made from small sources that have every oddity of the large ones."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from demo import build
from demo.customers import customers
from demo.orders import orders
from demo.products import products
from demo.tenants import CDNOW, GROCER
from tests.parquet import stand_in

CDNOW_SOURCE = """\
 customer_id  date number_of_cds  dollar_value
 00001 19970102  1   11.77
 00002 19970101  3   44.39
 00002 19970101  1    0.00
"""


def at(hour: int, second: int = 0) -> datetime:
    return datetime(2017, 1, 1, hour, 0, second, tzinfo=UTC).replace(tzinfo=None)


def sale(product: int, quantity: int, value: float, **other: Any) -> dict[str, Any]:
    return {
        "household_id": 7,
        "store_id": 300,
        "basket_id": 1,
        "product_id": product,
        "quantity": quantity,
        "sales_value": value,
        "retail_disc": 0.0,
        "coupon_disc": 0.0,
        "coupon_match_disc": 0.0,
        "transaction_timestamp": at(17),
    } | other


def product(number: int, *names: str | None) -> dict[str, Any]:
    return {"product_id": number} | dict(zip(build.PRODUCT, names, strict=True))


def household(number: int, age: str | None) -> dict[str, Any]:
    nothing = dict.fromkeys(build.DEMOGRAPHICS)
    return {"household_id": number} | nothing | {"age": age}


JOURNEY = {
    "demographics.parquet": [household(8, None), household(7, "65+")],
    "products.parquet": [
        product(10, "GROCERY", "SOUP/BROTH", "RAMEN  NOODLES", "3 OZ", "Private"),
        product(11, "FUEL", "FUEL", "GASOLINE-REG UNLEADED", None, "Private"),
        product(12, "MISCELLANEOUS", None, None, None, "National"),
        product(13, "TOYS", "UNSOLD", None, None, "National"),
    ],
    "transactions.parquet": [
        sale(10, 3, 1.0, retail_disc=0.25, coupon_match_disc=0.10, coupon_disc=0.5),
        sale(11, 8725, 20.06, retail_disc=0.01),
        sale(12, 0, 2.61),
        sale(13, 0, 0.0, coupon_disc=1.0),
        sale(99, 1, 0.0, retail_disc=3.29),
        sale(10, 2, 0.90, basket_id=2, transaction_timestamp=at(18, second=1)),
        sale(10, 1, 1.0, household_id=9),
    ],
}


@pytest.fixture
def into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where to build, and let the readers read there."""
    monkeypatch.setattr("demo.files.DEMO", tmp_path)
    return tmp_path


@pytest.fixture
def grocer(into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Build Grocer of the made-up journey, with one household of its two."""
    stand_in(monkeypatch, JOURNEY)
    monkeypatch.setattr(build, "HOUSEHOLDS_MAX", 1)
    build.grocer(into, into)


def test_cdnow_is_sorted_by_day_and_exact(into: Path) -> None:
    source = into / "source.txt"
    source.write_text(CDNOW_SOURCE, newline="\r\n")
    build.cdnow(source, into)
    assert [
        (order["customer"], order["occurred_at"], line["unit_price"], line["discount"])
        for order in orders(CDNOW, date(1998, 7, 1))
        for line in order["lines"]
    ] == [
        ({"external_id": "00002"}, "1997-01-01T16:30:00Z", 1480, 1),
        ({"external_id": "00002"}, "1997-01-01T23:30:00Z", 0, 0),
        ({"external_id": "00001"}, "1997-01-02T20:00:00Z", 1177, 0),
    ]


@pytest.mark.usefixtures("grocer")
def test_a_basket_becomes_an_order_of_what_was_sold() -> None:
    order, _ = orders(GROCER, date(2018, 1, 1))
    assert order["occurred_at"] == "2017-01-01T17:00:00Z"
    assert {
        line["product_id"]: (line["quantity"], line["unit_price"], line["discount"])
        for line in order["lines"]
    } == {
        "10": (3, 45, 35),
        "11": (1, 2007, 1),
        "12": (1, 261, 0),
        "99": (1, 329, 329),
    }


@pytest.mark.usefixtures("grocer")
def test_the_next_basket_is_told_by_its_differences() -> None:
    _, order = orders(GROCER, date(2018, 1, 1))
    assert order["occurred_at"] == "2017-01-01T18:00:01Z"
    assert order["lines"] == [
        {
            "product_id": "10",
            "category": "GROCERY/SOUP-BROTH",
            "quantity": 2,
            "unit_price": 45,
            "discount": 0,
            "tax": 0,
        }
    ]


@pytest.mark.usefixtures("grocer")
def test_products_are_those_sold_and_described() -> None:
    assert [(each["name"], each["category"]) for each in products(GROCER)] == [
        ("Ramen noodles 3 oz", "GROCERY/SOUP-BROTH"),
        ("Gasoline-reg unleaded", "FUEL/FUEL"),
        ("Miscellaneous", "MISCELLANEOUS"),
    ]


@pytest.mark.usefixtures("grocer")
def test_customers_have_the_answers_that_they_gave() -> None:
    (customer,) = customers(GROCER)
    assert customer["external_id"] == "7"
    assert customer.get("attributes") == {"age_band": "65+"}
    assert customer.get("purpose") == "analytics"


def test_building_again_gives_the_same_bytes(
    into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, JOURNEY)
    source = into / "source.txt"
    source.write_text(CDNOW_SOURCE)
    built: list[dict[str, bytes]] = []
    for again in ("one", "two"):
        place = into / again
        command = ["build", str(source), str(into), "--into", str(place)]
        monkeypatch.setattr("sys.argv", command)
        build.main()
        built.append({each.name: each.read_bytes() for each in place.rglob("*.xz")})
    assert len(built[0]) == 8
    assert built[0] == built[1]


@pytest.mark.parametrize(
    ("amount", "expected"), [(2.3, 230), ("0.29", 29), (0.1 + 0.2, 30), (840.0, 84_000)]
)
def test_amounts_are_rounded_to_the_cent(amount: str | float, expected: int) -> None:
    assert build.cents(amount) == expected
