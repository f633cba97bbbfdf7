"""The orders of WooCommerce as its REST API (`wc/v3/orders`) gives them."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from msgspec import ValidationError, convert

from local.shops.amounts import NAME_MAX, Item, decimal, line, minor, spread, whole
from local.shops.found import Found, Kept, NotUnderstood, Remark, Row, Verdict
from local.shops.json_files import gmt, named, read_objects
from local.shops.refunds import Refund, everything, returned
from local.shops.woocommerce_model import Charge, LineItem, WooOrder

SOURCE = "woocommerce"
# Of one that was paid before it was called off, everything came back.
PAID = frozenset({"processing", "completed", "refunded"})
CALLED_OFF = frozenset({"cancelled", "refunded"})


def read_orders(path: Path) -> Iterator[Found]:
    """Give the orders that were paid, and what came back of them."""
    for value in read_objects(path):
        try:
            yield from _found(convert(value, WooOrder))
        except (NotUnderstood, ValidationError) as error:
            yield Remark(named(value), Verdict.WRONG, str(error))


def _found(order: WooOrder) -> Iterator[Found]:
    paid_once = order.status in CALLED_OFF and order.date_paid_gmt is not None
    if order.status not in PAID and not paid_once:
        yield Remark(str(order.id), Verdict.LEFT_OUT, order.status)
        return
    row = _order(order)
    yield Kept("orders", row)
    # When a refund was given, the API says elsewhere.
    refunds = [
        Refund(
            f"{order.id}-refund-{each.id}",
            row["occurred_at"],
            abs(minor(decimal(each.total), order.currency)),
        )
        for each in order.refunds
    ]
    if refunds:
        yield from returned(row, refunds)
    elif order.status in CALLED_OFF:
        yield everything(row, f"{order.id}-refund", row["occurred_at"])


def _order(order: WooOrder) -> Row:
    items = [each for each in order.line_items if each.quantity]
    if not items:
        raise NotUnderstood("it has no lines")
    total = minor(decimal(order.total), order.currency)
    besides = _besides(order)
    exact = sum(map(_paid, items)) + besides
    # Taxes may be rounded line by line, or all at once.
    allowed = Decimal(len(items) + len(order.fee_lines) + 1)
    if abs(minor(exact, order.currency) - total) > allowed:
        raise NotUnderstood("total is not its lines, fees and shipping")
    shipping = max(minor(besides, order.currency), 0)
    weights = list(map(_paid, items))
    paid = spread(total - shipping, weights)
    row: Row = {
        "source": SOURCE,
        "external_id": str(order.id),
        "occurred_at": gmt(order.date_created_gmt),
        "currency": order.currency,
        "channel": "shop" if order.created_via.startswith("pos") else "web",
        "shipping": shipping,
        "lines": [
            line(_item(each, price, order.currency))
            for each, price in zip(items, paid, strict=True)
        ],
        "vouchers": [each.code[:NAME_MAX] for each in order.coupon_lines if each.code],
    }
    return row | _buyer(order)


def _buyer(order: WooOrder) -> Row:
    """Name the customer, or else the address that a guest gave.

    Where the number of an account is known, the address beside it says nothing more.
    """
    email = order.billing.email
    if order.customer_id:
        number = {"external_id": str(order.customer_id)}
        return {"customer": number | ({"email": email} if email else {})}
    return {"guest_email": email} if email else {}


def _besides(order: WooOrder) -> Decimal:
    """Return what is paid besides lines, with tax; less than nought is a discount."""
    shipping = Charge(total=order.shipping_total, total_tax=order.shipping_tax)
    return sum(map(_paid, (shipping, *order.fee_lines)), Decimal(0))


def _paid(charge: Charge) -> Decimal:
    return decimal(charge.total) + decimal(charge.total_tax)


def _item(each: LineItem, paid: int, currency: str) -> Item:
    return Item(
        product_id=str(each.product_id or each.sku or each.name),
        variant=str(each.variation_id or ""),
        name=each.name,
        quantity=whole(str(each.quantity)),
        full=minor(decimal(each.subtotal) + decimal(each.subtotal_tax), currency),
        paid=paid,
        tax=max(minor(decimal(each.total_tax), currency), 0),
    )
