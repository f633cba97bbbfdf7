"""Amounts of an export in minor units, such that they add up to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from domain.tenants import EXPONENTS
from local.shops.found import NotUnderstood, Row

DIGITS_MAX = 12
NAME_MAX = 200
ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line: what all its pieces cost in full, what is paid for them, and the tax.

    What is paid holds the tax.
    """

    product_id: str
    name: str
    quantity: int
    full: int
    paid: int
    tax: int
    variant: str = ""


def decimal(text: str) -> Decimal:
    """Read a number; an empty cell is nought."""
    try:
        value = Decimal(text or "0")
    except InvalidOperation:
        raise NotUnderstood(f"{text!r} is no number") from None
    if not value.is_finite() or value.adjusted() >= DIGITS_MAX:
        raise NotUnderstood(f"{text!r} is no number")
    return value


def whole(text: str) -> int:
    """Read a quantity, which may be nought."""
    value = decimal(text)
    if value != value.to_integral_value() or value < 0:
        raise NotUnderstood(f"{text!r} is no quantity")
    return int(value)


def minor(value: Decimal, currency: str) -> int:
    """Return an amount in minor units, a half rounded away from nought."""
    if currency not in EXPONENTS:
        raise NotUnderstood(f"{currency!r} is no currency")
    return int(value.scaleb(EXPONENTS[currency]).quantize(ONE, ROUND_HALF_UP))


def spread(total: int, weights: Sequence[Decimal]) -> list[int]:
    """Divide an amount by weights; what is left goes to the largest remainders.

    So each part is less than a cent from its share, and all of them are the amount.
    """
    if total < 0 or min(weights, default=0) < 0:
        raise NotUnderstood("an amount of it is less than nothing")
    whole_weight = sum(weights)
    if not whole_weight:
        if total:
            raise NotUnderstood("there is nothing to spread an amount over")
        return [0] * len(weights)
    shares = [total * weight / whole_weight for weight in weights]
    parts = [int(share // 1) for share in shares]
    first = sorted(range(len(shares)), key=lambda at: parts[at] - shares[at])
    for at in first[: total - sum(parts)]:
        parts[at] += 1
    return parts


def line(item: Item) -> Row:
    """Return a line of an order.

    A unit price that does not divide is rounded up, and the discount takes what that
    is too much.
    """
    unit_price = -(-max(item.full, item.paid) // item.quantity)
    row: Row = {
        "product_id": item.product_id[:NAME_MAX],
        "name": item.name[:NAME_MAX],
        "variant": item.variant[:NAME_MAX],
        "quantity": item.quantity,
        "unit_price": unit_price,
        "discount": unit_price * item.quantity - item.paid,
        "tax": min(item.tax, item.paid),
    }
    return {name: value for name, value in row.items() if value != ""}


def amount(line: Row) -> int:
    """Return what is paid for a line."""
    return line["quantity"] * line["unit_price"] - line["discount"]
