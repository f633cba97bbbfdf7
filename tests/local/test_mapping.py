"""A file of order lines, with every oddity of the real ones, becomes import rows."""

from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from msgspec import ValidationError, convert
from msgspec.structs import replace

from demo.files import DEMO
from local import mapping
from local.column_map import ColumnMap, load_map
from local.mapping import Mapped, RowRefused, read_orders
from tests import formats
from tests.parquet import stand_in

MAP_FILE = DEMO / "maps" / "online_retail.toml"
MAP = load_map(MAP_FILE)
HEAD = (
    "InvoiceNo,StockCode,Description,Quantity,"
    "InvoiceDate,UnitPrice,CustomerID,Country\n"
)
RETAIL = HEAD + (
    "536365,85123A,WHITE HANGING HEART ,6,2010-12-01 08:26:00,2.55,17850,UK\n"
    '536365,71053,"LANTERN, WHITE",1,2010-12-01 08:27:00,0.001,17850,UK\n'
    "C536379,D,Discount,-2,2010-12-01 09:41:00,27.5,14527,UK\n"
    "536414,22139,,56,2010-12-01 11:52:00,0,,UK\n"
    "542806,1,ONE,1,2011-07-01 11:19:00,1.005,12836,UK\n"
    "542807,1,ONE,1,2011-07-01 11:19:00,1.00,12837,UK\n"
    "542806,2,TWO,2,2011-07-01 11:20:00,0.10,12836,UK\n"
    "A563186,B,Adjust bad debt,1,2011-08-12 14:51:00,-11062.06,,UK\n"
    "581000,3,THREE,4,2011-11-30 10:00:00,0.25,12838,UK\n"
    "581000,3,THREE,-1,2011-11-30 10:00:00,0.25,12838,UK\n"
)
MORNING = datetime(2010, 12, 1, 8, 26, tzinfo=UTC).replace(tzinfo=None)


def file(folder: Path, content: str, name: str = "orders.csv") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def read(folder: Path, content: str, column_map: ColumnMap = MAP) -> list[Mapped]:
    return list(read_orders(file(folder, content), column_map))


def row(quantity: str = "1", price: str = "1.00", **cells: str) -> str:
    usual = {"invoice": "5", "code": "P", "time": "2011-01-01 10:00:00", "who": "1"}
    cell = usual | cells
    return (
        f"{cell['invoice']},{cell['code']},,{quantity},"
        f"{cell['time']},{price},{cell['who']},UK\n"
    )


def test_orders_and_returns_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = read(tmp_path, RETAIL)
    assert [(kind, each["external_id"]) for kind, each in found] == [
        ("order", "536365"),
        ("return", "C536379"),
        ("order", "536414"),
        ("order", "542806"),
        ("order", "542807"),
        ("return", "A563186-R"),
        ("order", "581000"),
        ("return", "581000-R"),
    ]


def test_every_row_has_its_public_format(tmp_path: Path) -> None:
    found = read(tmp_path, RETAIL)
    expected = {"order": formats.Order, "return": formats.Return}
    assert all(convert(each, expected[kind]) for kind, each in found)


def test_sold_less_returned_is_what_the_file_adds_up_to(tmp_path: Path) -> None:
    total = 0
    for found in read(tmp_path, RETAIL):
        if found[0] == "order":
            lines = found[1]["lines"]
            total += sum(line["quantity"] * line["unit_price"] for line in lines)
        else:
            total -= sum(line["amount"] for line in found[1]["lines"])
    assert total == 1530 - 5500 + 101 + 100 + 20 - 1_106_206 + 100 - 25


def test_an_order_has_the_time_of_its_first_line_and_all_lines(tmp_path: Path) -> None:
    assert read(tmp_path, RETAIL)[0] == (
        "order",
        {
            "source": "shop",
            "external_id": "536365",
            "customer": {"external_id": "17850"},
            "occurred_at": "2010-12-01T08:26:00Z",
            "currency": "GBP",
            "channel": "web",
            "shipping": 0,
            "lines": [
                {
                    "product_id": "85123A",
                    "name": "WHITE HANGING HEART",
                    "quantity": 6,
                    "unit_price": 255,
                    "discount": 0,
                    "tax": 0,
                },
                {
                    "product_id": "71053",
                    "name": "LANTERN, WHITE",
                    "quantity": 1,
                    "unit_price": 0,
                    "discount": 0,
                    "tax": 0,
                },
            ],
        },
    )


def test_a_cancellation_is_a_return_of_positive_amounts(tmp_path: Path) -> None:
    assert read(tmp_path, RETAIL)[1] == (
        "return",
        {
            "source": "shop",
            "external_id": "C536379",
            "customer": {"external_id": "14527"},
            "occurred_at": "2010-12-01T09:41:00Z",
            "currency": "GBP",
            "lines": [{"product_id": "D", "quantity": 2, "amount": 5500}],
        },
    )


def test_whoever_has_no_number_is_a_guest(tmp_path: Path) -> None:
    found = read(tmp_path, RETAIL)
    guests = [each["external_id"] for _, each in found if each["customer"] is None]
    assert guests == ["536414", "A563186-R"]


def test_an_interrupted_order_stays_one(tmp_path: Path) -> None:
    _, order = read(tmp_path, RETAIL)[3]
    assert [line["product_id"] for line in order["lines"]] == ["1", "2"]
    assert order["occurred_at"] == "2011-07-01T10:19:00Z"


def test_an_order_that_goes_on_after_it_was_closed_begins_again(tmp_path: Path) -> None:
    found = read(tmp_path, RETAIL, replace(MAP, orders_open_max=1))
    numbers = [each["external_id"] for _, each in found]
    assert numbers.count("542806") == 2


def test_orders_come_before_the_file_is_read_to_its_end(tmp_path: Path) -> None:
    numbers = range(MAP.orders_open_max + 1)
    rows = "".join(row(invoice=str(number)) for number in numbers)
    found = read_orders(file(tmp_path, HEAD + rows + row("what")), MAP)
    assert [each["external_id"] for _, each in islice(found, 1)] == ["0"]
    with pytest.raises(RowRefused):
        list(found)


def test_everything_in_a_cancellation_is_returned(tmp_path: Path) -> None:
    ((kind, found),) = read(tmp_path, HEAD + row("3", "0.50", invoice="C5"))
    assert (kind, found["lines"]) == (
        "return",
        [{"product_id": "P", "quantity": 3, "amount": 150}],
    )


def test_without_a_prefix_nothing_is_a_cancellation(tmp_path: Path) -> None:
    column_map = replace(MAP, cancellation_prefix=None)
    ((kind, found),) = read(tmp_path, HEAD + row(invoice="C5"), column_map)
    assert (kind, found["external_id"]) == ("order", "C5")


@pytest.mark.parametrize(
    ("price", "digits", "expected"),
    [
        ("0.005", 2, 1),
        ("0.004", 2, 0),
        ("2.675", 2, 268),
        ("1e2", 2, 10_000),
        ("7", 0, 7),
    ],
)
def test_half_a_penny_is_a_penny(
    tmp_path: Path, price: str, digits: int, expected: int
) -> None:
    column_map = replace(MAP, minor_digits=digits)
    ((_, found),) = read(tmp_path, HEAD + row("1", price), column_map)
    assert convert(found, formats.Order).lines[0].unit_price == expected


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row("0"), "'0' is no quantity"),
        (row("1.5"), "'1.5' is no quantity"),
        (row("many"), "'many' is no number"),
        (row("1", "NaN"), "'NaN' is no number"),
        (row("1", "1e12"), "'1e12' is no number"),
        (row("-1", "-1"), "quantity and price are both negative"),
        (row(who="2"), "a second customer in 5"),
        (row(code=""), "no StockCode"),
        (row(invoice=""), "no InvoiceNo"),
        (row(time="yesterday", invoice="6"), "'yesterday' is no time"),
    ],
)
def test_a_row_that_makes_no_sense_is_named(
    tmp_path: Path, bad: str, reason: str
) -> None:
    with pytest.raises(RowRefused) as refusal:
        read(tmp_path, HEAD + row() + bad)
    assert str(refusal.value) == f"row 2: {reason}"
    assert refusal.value.number == 2


def test_an_order_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapping, "LINES_MAX", 2)
    assert len(read(tmp_path, HEAD + row() * 2)) == 1
    with pytest.raises(RowRefused, match="row 3: more than 2 lines in 5"):
        read(tmp_path, HEAD + row() * 3)


@pytest.mark.parametrize(
    ("text", "time_format", "expected"),
    [
        ("2011-07-01 10:00:00", None, "2011-07-01T09:00:00Z"),
        ("2011-07-01T10:00:00+02:00", None, "2011-07-01T08:00:00Z"),
        ("2011-01-01", None, "2011-01-01T00:00:00Z"),
        ("7/1/2011 10:00", "%m/%d/%Y %H:%M", "2011-07-01T09:00:00Z"),
        # Not on any clock in London, and twice on every one.
        ("2011-03-27 01:30:00", None, "2011-03-27T01:30:00Z"),
        ("2011-10-30 01:30:00", None, "2011-10-30T00:30:00Z"),
    ],
)
def test_times_are_those_of_the_map(
    tmp_path: Path, text: str, time_format: str | None, expected: str
) -> None:
    column_map = replace(MAP, time_format=time_format)
    ((_, found),) = read(tmp_path, HEAD + row(time=text), column_map)
    assert found["occurred_at"] == expected


def test_categories_come_along_where_the_map_names_them(tmp_path: Path) -> None:
    columns = replace(MAP.columns, category="Country", name=None)
    ((_, found),) = read(tmp_path, HEAD + row(), replace(MAP, columns=columns))
    (line,) = convert(found, formats.Order).lines
    assert (line.category, line.name) == ("UK", None)


def typed(*cells: Any) -> dict[str, Any]:
    return dict(zip(HEAD.strip().split(","), cells, strict=True))


def test_parquet_reads_as_csv_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        typed("5", "P", None, 1, MORNING, 2.0, 17850.0, "UK"),
        typed("5", "P", None, 2, MORNING, 2.55, 17850.0, "UK"),
        typed("6", "P", None, 3, MORNING, 1.0, float("nan"), "UK"),
    ]
    stand_in(monkeypatch, {"orders.parquet": rows})
    found = list(read_orders(tmp_path / "orders.parquet", MAP))
    text = (
        row("1", "2", who="17850", time=str(MORNING)),
        row("2", "2.55", who="17850", time=str(MORNING)),
        row("3", "1", who="", time=str(MORNING), invoice="6"),
    )
    assert found == read(tmp_path, HEAD + "".join(text))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('currency = "GBP"', 'currency = "pounds"'),
        ("minor_digits = 2", "minor_digits = -1"),
        ("orders_open_max = 10", "orders_open_max = 0"),
        ('quantity = "Quantity"', 'amount = "Quantity"'),
        ('channel = "web"', 'chanel = "web"'),
    ],
)
def test_a_map_with_a_mistake_is_refused(
    tmp_path: Path, before: str, after: str
) -> None:
    content = MAP_FILE.read_text()
    assert before in content
    with pytest.raises(ValidationError):
        load_map(file(tmp_path, content.replace(before, after), "map.toml"))
