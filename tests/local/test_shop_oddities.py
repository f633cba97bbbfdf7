"""What of a shop's export makes no sense is said, and stops nothing else."""

import csv
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.imports import ImportKind
from local.shops.amounts import amount, spread
from local.shops.found import Found, Kept, NotUnderstood, Remark, Verdict
from local.shops.presets import FILE_BYTES_MAX, ExportRefused, Shop, read_export
from local.shops.refunds import Refund, returned
from local.tabular import TableUnreadable

SHOPIFY = {
    "Name": "#1",
    "Email": "",
    "Financial Status": "paid",
    "Currency": "EUR",
    "Subtotal": "10.00",
    "Shipping": "5.00",
    "Taxes": "0.00",
    "Total": "15.00",
    "Created at": "2026-05-01 12:00:00 +0200",
    "Lineitem quantity": "1",
    "Lineitem name": "Tea",
    "Lineitem price": "10.00",
}
WOO = {
    "id": 7,
    "status": "completed",
    "currency": "EUR",
    "total": "10.00",
    "date_created_gmt": "2026-05-01T12:00:00",
    "line_items": [{"quantity": 1, "product_id": 3, "subtotal": "10", "total": "10"}],
}
LINES = [
    {"quantity": 2, "unit_price": 600, "discount": 0},
    {"quantity": 1, "unit_price": 450, "discount": 0},
    {"quantity": 1, "unit_price": 300, "discount": 0},
]


def shopify(folder: Path, *rows: dict[str, str]) -> list[Found]:
    text = StringIO()
    table = csv.DictWriter(text, [*SHOPIFY, "Cancelled at", "Refunded Amount"])
    table.writeheader()
    table.writerows(SHOPIFY | row for row in rows)
    (folder / "orders.csv").write_text(text.getvalue())
    return read_export(Shop.SHOPIFY, ImportKind.ORDERS, folder / "orders.csv")


def woo(folder: Path, text: str) -> list[Found]:
    (folder / "orders.json").write_text(text)
    return read_export(Shop.WOOCOMMERCE, ImportKind.ORDERS, folder / "orders.json")


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        ({"Total": "15.01"}, "Total is not Subtotal, Shipping, Taxes and Duties"),
        ({"Subtotal": "11.00", "Total": "16.00"}, "Subtotal is more than its lines"),
        ({"Lineitem price": "ten"}, "'ten' is no number"),
        ({"Lineitem quantity": "0"}, "it has no lines"),
        ({"Lineitem quantity": "0.5"}, "'0.5' is no quantity"),
        ({"Created at": "1-5-2026"}, "'1-5-2026' is no time"),
        ({"Currency": "EURO"}, "'EURO' is no currency"),
    ],
)
def test_an_order_that_does_not_add_up_is_named_and_others_come(
    tmp_path: Path, odd: dict[str, str], why: str
) -> None:
    remark, order = shopify(tmp_path, odd, {"Name": "#2"})
    assert isinstance(remark, Remark)
    assert (remark.about, remark.verdict) == ("#1", Verdict.WRONG)
    assert why in remark.why
    assert isinstance(order, Kept)


def test_a_paid_order_that_was_called_off_comes_back_as_a_whole(tmp_path: Path) -> None:
    _, back = shopify(tmp_path, {"Cancelled at": "2026-05-02 12:00:00 +0200"})
    assert isinstance(back, Kept)
    assert back.row["lines"] == [{"line": 1, "quantity": 1}]
    assert back.row["occurred_at"] == "2026-05-02T10:00:00Z"


@pytest.mark.parametrize("body", [b"\xe9,a\n", b'"a"b,c\n'])
def test_a_file_that_others_have_saved_anew_is_refused(
    tmp_path: Path, body: bytes
) -> None:
    head = ",".join(SHOPIFY).encode() + b"\n"
    (tmp_path / "o.csv").write_bytes(head + body)
    with pytest.raises(ExportRefused, match="not as shopify writes it"):
        read_export(Shop.SHOPIFY, ImportKind.ORDERS, tmp_path / "o.csv")


def test_a_file_that_is_too_long_to_hold_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "o.json").open("wb") as file:
        file.truncate(FILE_BYTES_MAX + 1)
    with pytest.raises(ExportRefused, match="more than 256 MB"):
        read_export(Shop.WOOCOMMERCE, ImportKind.ORDERS, tmp_path / "o.json")


def test_pages_come_in_whatever_way_they_were_put_together(tmp_path: Path) -> None:
    one = json.dumps(WOO)
    for text in (
        f"[{one},{one}]",
        f"{one}\n{one}\n",
        f"[{one}][{one}]",
        f"{one}[{one}]",
    ):
        assert len(woo(tmp_path, text)) == 2
    for text in ("[1]", "{", "orders"):
        with pytest.raises(TableUnreadable):
            woo(tmp_path, text)


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        ({"total": "12.00"}, "total is not its lines, fees and shipping"),
        ({"line_items": []}, "it has no lines"),
        ({"total": None}, "Expected `str`"),
        ({"date_created_gmt": None}, "None is no time"),
    ],
)
def test_an_odd_order_of_woocommerce_is_named(
    tmp_path: Path, odd: dict[str, Any], why: str
) -> None:
    (remark,) = woo(tmp_path, json.dumps(WOO | odd))
    assert isinstance(remark, Remark)
    assert (remark.about, remark.verdict) == ("7", Verdict.WRONG)
    assert why in remark.why


@pytest.mark.parametrize(
    ("refunded", "expected"),
    [
        (600, {"lines": [{"line": 1, "quantity": 1, "amount": 600}]}),
        (750, {"lines": [{"line": 2, "quantity": 1}, {"line": 3, "quantity": 1}]}),
        (1200, {"lines": [{"line": 1, "quantity": 2}]}),
        # A line, or shipping.
        (450, {"amount": 450}),
        (100, {"amount": 100}),
        # With shipping, or more.
        (
            2400,
            {
                "lines": [
                    {"line": no, "quantity": q} for no, q in enumerate((2, 1, 1), 1)
                ]
            },
        ),
    ],
)
def test_a_refund_is_of_the_only_lines_that_cost_as_much(
    refunded: int, expected: dict[str, Any]
) -> None:
    order = {"source": "s", "external_id": "1", "shipping": 450, "lines": LINES}
    back = next(returned(order, [Refund("r", "now", refunded)]))
    assert isinstance(back, Kept)
    said = {key: back.row[key] for key in ("lines", "amount") if key in back.row}
    assert said == expected


def test_shipping_that_was_given_back_is_no_return() -> None:
    order = {"source": "s", "external_id": "1", "shipping": 495, "lines": LINES}
    (remark,) = returned(order, [Refund("r", "now", 495)])
    assert isinstance(remark, Remark)
    assert remark.verdict is Verdict.LEFT_OUT


@settings(max_examples=30)
@given(
    st.integers(0, 10**9),
    st.lists(st.decimals(0, 10**6, places=6), min_size=1, max_size=20),
)
def test_parts_are_within_a_cent_of_their_share_and_add_up(
    total: int, weights: list[Decimal]
) -> None:
    if not sum(weights):
        weights = [Decimal(1)]
    parts = spread(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < 1


def test_nothing_is_spread_over_nothing() -> None:
    assert spread(0, [Decimal(0)]) == [0]
    with pytest.raises(NotUnderstood):
        spread(1, [Decimal(0)])


def test_an_amount_that_does_not_divide_is_kept_by_the_discount(tmp_path: Path) -> None:
    odd = {"quantity": 3, "product_id": 3, "subtotal": "10", "total": "10"}
    (order,) = woo(tmp_path, json.dumps(WOO | {"line_items": [odd]}))
    assert isinstance(order, Kept)
    (line,) = order.row["lines"]
    assert (line["unit_price"], line["discount"], amount(line)) == (334, 2, 1000)
