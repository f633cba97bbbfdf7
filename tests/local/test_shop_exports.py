"""Exports of shop systems become rows whose money is the file's, to the cent."""

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain import customers, orders
from domain.imports import ImportKind, products
from domain.kernel import Malformed
from local.shops.amounts import amount
from local.shops.found import Found, Kept, Remark, Verdict
from local.shops.presets import ExportRefused, Shop, read_export

FOLDER = Path(__file__).parent / "exports"
ORDERS = {Shop.SHOPIFY: "orders_export.csv", Shop.WOOCOMMERCE: "orders.json"}
FILES = {
    (Shop.SHOPIFY, "customers"): "customers_export.csv",
    (Shop.SHOPIFY, "products"): "products_export.csv",
    (Shop.WOOCOMMERCE, "customers"): "customers.json",
    (Shop.WOOCOMMERCE, "products"): "wc-product-export.csv",
}
READ = {
    "customers": customers.read_row,
    "products": products.read_row,
    "orders": orders.read_order,
    "returns": orders.read_return,
}


def found(shop: Shop, kind: str, name: str) -> list[Found]:
    return read_export(shop, ImportKind(kind), FOLDER / name)


def rows(these: list[Found], kind: str) -> dict[str, dict[str, Any]]:
    kept = [each for each in these if isinstance(each, Kept) and each.kind == kind]
    return {each.row["external_id"]: each.row for each in kept}


def remarks(these: list[Found]) -> list[tuple[str, Verdict]]:
    return [(e.about, e.verdict) for e in these if isinstance(e, Remark)]


def paid(order: dict[str, Any]) -> int:
    return order["shipping"] + sum(map(amount, order["lines"]))


@pytest.mark.parametrize("shop", Shop)
def test_every_row_is_one_that_the_import_takes(shop: Shop) -> None:
    named = [(kind, name) for (its, kind), name in FILES.items() if its is shop]
    for kind, name in [*named, ("orders", ORDERS[shop])]:
        for each in found(shop, kind, name):
            if isinstance(each, Kept):
                line = json.dumps(each.row).encode()
                assert not isinstance(READ[each.kind](line), Malformed), each


def test_what_was_paid_in_shopify_is_what_comes_to_the_cent() -> None:
    sold = rows(found(Shop.SHOPIFY, "orders", "orders_export.csv"), "orders")
    with (FOLDER / "orders_export.csv").open(newline="") as file:
        totals = {
            row["Name"]: int(Decimal(row["Total"]) * 100)
            for row in csv.DictReader(file)
            if row["Total"] and row["Financial Status"] != "pending"
        }
    assert {name: paid(order) for name, order in sold.items()} == totals


def test_what_was_paid_in_woocommerce_is_what_comes_to_the_cent() -> None:
    sold = rows(found(Shop.WOOCOMMERCE, "orders", "orders.json"), "orders")
    totals = {
        str(order["id"]): int(Decimal(order["total"]) * 100)
        for order in json.loads((FOLDER / "orders.json").read_text())
        if order["status"] != "on-hold"
    }
    assert {number: paid(order) for number, order in sold.items()} == totals


@pytest.mark.parametrize("shop", Shop)
def test_the_oldest_order_comes_first(shop: Shop) -> None:
    sold = rows(found(shop, "orders", ORDERS[shop]), "orders").values()
    times = [order["occurred_at"] for order in sold]
    assert times == sorted(times)


def test_discounts_of_an_order_are_spread_over_its_lines() -> None:
    sold = rows(found(Shop.SHOPIFY, "orders", "orders_export.csv"), "orders")
    tea, mug = sold["#1001"]["lines"]
    assert (tea["unit_price"], tea["discount"], amount(tea)) == (450, 90, 810)
    assert (mug["unit_price"], mug["discount"], amount(mug)) == (1200, 120, 1080)
    assert sold["#1001"]["vouchers"] == ["MAY10"]
    # One of the line and one of the order; and one that was of shipping only.
    assert [amount(line) for line in sold["#1009"]["lines"]] == [1150]
    assert [amount(line) for line in sold["#1008"]["lines"]] == [1200]


def test_taxes_on_top_of_prices_are_paid_as_well() -> None:
    sold = rows(found(Shop.SHOPIFY, "orders", "orders_export.csv"), "orders")
    (line,) = sold["#1002"]["lines"]
    # 29.97, and 2.06 of the 2.40 that are due on it and on 5.00 of shipping.
    assert (amount(line), line["tax"], sold["#1002"]["shipping"]) == (3203, 206, 534)
    assert sold["#1002"]["channel"] == "app"


def test_guests_are_guests() -> None:
    shopify = rows(found(Shop.SHOPIFY, "orders", "orders_export.csv"), "orders")
    assert "customer" not in shopify["#1004"]
    assert shopify["#1001"]["customer"] == {"email": "ann@example.com"}
    woo = rows(found(Shop.WOOCOMMERCE, "orders", "orders.json"), "orders")
    assert woo["728"]["guest_email"] == "cas@example.com"
    assert "customer" not in woo["728"]
    known = {"external_id": "5", "email": "ann@example.com"}
    assert woo["727"]["customer"] == known


def test_refunds_of_shopify_are_of_lines_where_one_choice_fits() -> None:
    these = found(Shop.SHOPIFY, "orders", "orders_export.csv")
    back = rows(these, "returns")
    assert back["#1003-refund"]["order"] == "external:shopify:#1003"
    one = [{"line": 1, "quantity": 1, "amount": 1200}]
    assert back["#1003-refund"]["lines"] == one
    assert back["#1005-refund"]["lines"] == [{"line": 1, "quantity": 1}]
    assert back["#1005-refund"]["occurred_at"] == "2026-05-06T07:00:00Z"
    assert back["#1007-refund"]["amount"] == 500
    assert len(back) == 3
    assert remarks(these) == [("#1007", Verdict.SPREAD), ("#1006", Verdict.LEFT_OUT)]


def test_refunds_and_cancellations_of_woocommerce_are_returns() -> None:
    these = found(Shop.WOOCOMMERCE, "orders", "orders.json")
    back = rows(these, "returns")
    one = [{"line": 1, "quantity": 1, "amount": 1200}]
    assert back["729-refund-740"]["lines"] == one
    assert back["729-refund-741"]["amount"] == 200
    assert back["730-refund-742"]["lines"] == [{"line": 1, "quantity": 1}]
    assert back["732-refund"]["lines"] == [{"line": 1, "quantity": 1}]
    assert remarks(these) == [("729", Verdict.SPREAD), ("731", Verdict.LEFT_OUT)]


def test_a_negative_fee_is_a_discount() -> None:
    sold = rows(found(Shop.WOOCOMMERCE, "orders", "orders.json"), "orders")
    (line,) = sold["733"]["lines"]
    assert (amount(line), line["discount"], sold["733"]["shipping"]) == (1150, 200, 0)
    assert sold["733"]["channel"] == "shop"


def test_variants_are_products_as_order_lines_name_them() -> None:
    its = rows(found(Shop.SHOPIFY, "products", "products_export.csv"), "products")
    assert list(its) == ["TEA-100", "TEA-250", "MUG", "Postcard"]
    assert its["TEA-250"]["name"] == "Green Tea - 250 g"
    assert its["TEA-250"]["brand"] == "Theehuis"
    assert its["MUG"]["category"] == ["Mugs"]
    woo = rows(found(Shop.WOOCOMMERCE, "products", "wc-product-export.csv"), "products")
    assert {number: each["category"] for number, each in woo.items()} == {
        "22": ["Drinks", "Tea"],
        "93": ["Mugs"],
    }


def test_customers_have_numbers_names_and_addresses() -> None:
    (ann, _) = rows(
        found(Shop.SHOPIFY, "customers", "customers_export.csv"), "customers"
    ).values()
    assert ann == {
        "source": "shopify",
        "external_id": "7210448301122",
        "email": "ann@example.com",
        "given_name": "Ann",
        "family_name": "de Wit",
    }


def test_the_report_on_customers_leaves_guests_to_their_orders() -> None:
    these = found(Shop.WOOCOMMERCE, "customers", "customers-report.csv")
    assert list(rows(these, "customers")) == ["ann+example.com", "ben"]
    assert remarks(these) == [("row 3", Verdict.LEFT_OUT)]


def test_what_is_not_exported_is_said() -> None:
    with pytest.raises(ExportRefused, match="orders, customers, products"):
        found(Shop.SHOPIFY, "vouchers", "orders_export.csv")
