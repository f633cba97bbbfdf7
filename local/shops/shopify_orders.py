"""The orders export of Shopify's admin: a row for each line of an order.

Columns are those of help.shopify.com/en/manual/fulfillment/managing-orders/exporting-
orders: only the first row of an order has what is said of the order as a whole. There,
`Subtotal` is after all discounts, and `Discount Amount` and `Lineitem discount` may or
may not be of the same; so what lines come to is taken from the former.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from local.shops.amounts import NAME_MAX, Item, decimal, line, minor, spread, whole
from local.shops.found import Found, Kept, NotUnderstood, Remark, Verdict
from local.shops.found import Row as Out
from local.shops.refunds import Refund, everything, returned
from local.tabular import Row, read_table

SOURCE = "shopify"
PAID = frozenset({"paid", "partially_refunded", "refunded"})
CHANNELS = {"pos": "shop", "iphone": "app", "android": "app"}
COLUMNS = (
    "Name",
    "Email",
    "Financial Status",
    "Currency",
    "Subtotal",
    "Shipping",
    "Taxes",
    "Total",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
)
# What exports of older shops lack, or spell as Shopify's own help does.
OPTIONAL = (
    "Cancelled at",
    "Canceled at",
    "Discount Code",
    "Duties",
    "Lineitem SKU",
    "Lineitem discount",
    "Lineitem sku",
    "Lineitem taxable",
    "Refunded Amount",
    "Source",
)


def read_orders(path: Path) -> Iterator[Found]:
    """Give the orders of an export that were paid, and what came back of them."""
    table = read_table(path, COLUMNS, "utf-8-sig", OPTIONAL)
    for name, rows in groupby(table, lambda row: row["Name"]):
        try:
            yield from _found(list(rows))
        except NotUnderstood as error:
            yield Remark(name or "an order without a name", Verdict.WRONG, str(error))


def _found(rows: list[Row]) -> Iterator[Found]:
    head = rows[0]
    if not head["Name"]:
        raise NotUnderstood("it has no name")
    status = head["Financial Status"].lower()
    if status not in PAID:
        yield Remark(head["Name"], Verdict.LEFT_OUT, status or "no financial status")
        return
    order = _order(head, rows)
    yield Kept("orders", order)
    refunded = _amount(head, head, "Refunded Amount")
    cancelled = head.get("Cancelled at") or head.get("Canceled at")
    when = _instant(cancelled) if cancelled else order["occurred_at"]
    number = f"{head['Name']}-refund"
    if refunded:
        yield from returned(order, [Refund(number, when, refunded)])
    elif cancelled:
        yield everything(order, number, when)


def _order(head: Row, rows: list[Row]) -> Out:
    subtotal, total, taxes, shipping, duties = (
        _amount(head, head, name)
        for name in ("Subtotal", "Total", "Taxes", "Shipping", "Duties")
    )
    charged = total - subtotal - duties
    if charged not in (shipping, shipping + taxes):
        raise NotUnderstood("Total is not Subtotal, Shipping, Taxes and Duties")
    sold = [row for row in rows if whole(row["Lineitem quantity"])]
    if not sold:
        raise NotUnderstood("it has no lines")
    paid = _paid(head, sold, subtotal)
    *on_lines, _ = _taxes(sold, paid, taxes, shipping)
    # Of prices without tax, what is due comes on top.
    added = on_lines if charged != shipping else [0] * len(sold)
    items = [
        _item(row, _full(head, row) + more, price + more, tax)
        for row, price, tax, more in zip(sold, paid, on_lines, added, strict=True)
    ]
    order: Out = {
        "source": SOURCE,
        "external_id": head["Name"],
        "occurred_at": _instant(head["Created at"]),
        "currency": head["Currency"],
        "channel": CHANNELS.get(head.get("Source", ""), "web"),
        "shipping": total - sum(item.paid for item in items),
        "lines": [line(item) for item in items],
        "vouchers": _codes(head),
    }
    return order | {"customer": {"email": head["Email"]}} if head["Email"] else order


def _paid(head: Row, sold: list[Row], subtotal: int) -> list[int]:
    """Divide Subtotal by what lines cost less their own discounts, if those are of it.

    Discounts that would make it less are of another kind, such as on shipping.
    """
    full = [Decimal(_full(head, row)) for row in sold]
    own = [_amount(head, row, "Lineitem discount") for row in sold]
    less = [max(price - off, Decimal(0)) for price, off in zip(full, own, strict=True)]
    if subtotal > sum(full):
        raise NotUnderstood("Subtotal is more than its lines cost")
    return spread(subtotal, less if subtotal <= sum(less) else full)


def _taxes(sold: list[Row], paid: list[int], taxes: int, shipping: int) -> list[int]:
    """Divide Taxes by what is paid for lines that are taxed, and for shipping.

    What is due on which of them is told nowhere.
    """
    taxed = [row.get("Lineitem taxable", "true") != "false" for row in sold]
    weights = [Decimal(one * price) for one, price in zip(taxed, paid, strict=True)]
    return spread(taxes, [*weights, Decimal(shipping)])


def _item(row: Row, full: int, paid: int, tax: int) -> Item:
    sku = row.get("Lineitem sku") or row.get("Lineitem SKU")
    return Item(
        product_id=sku or row["Lineitem name"],
        name=row["Lineitem name"],
        quantity=whole(row["Lineitem quantity"]),
        full=full,
        paid=paid,
        tax=tax,
    )


def _full(head: Row, row: Row) -> int:
    """Return what all pieces of a line cost without any discount."""
    price = decimal(row["Lineitem price"]) * whole(row["Lineitem quantity"])
    return minor(price, head["Currency"])


def _amount(head: Row, row: Row, column: str) -> int:
    return minor(decimal(row.get(column, "")), head["Currency"])


def _codes(head: Row) -> list[str]:
    codes = head.get("Discount Code", "").split(",")
    return [code.strip()[:NAME_MAX] for code in codes if code.strip()]


def _instant(text: str) -> str:
    """Read a time as Shopify writes it, such as `2026-05-01 12:00:00 +0200`."""
    try:
        time = datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        raise NotUnderstood(f"{text!r} is no time") from None
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
