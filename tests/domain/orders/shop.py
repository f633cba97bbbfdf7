"""What a shop sends, as tests want to say it."""

from typing import Any

from domain import orders
from domain.kernel import validation

Json = dict[str, Any]


def line(
    product: str = "tea", quantity: int = 1, price: int = 500, **more: Any
) -> Json:
    """Return a line."""
    return {
        "product_id": product,
        "quantity": quantity,
        "unit_price": price,
        **more,
    }


def order(number: int | str = 1, *lines: Json, **more: Any) -> Json:
    """Return an order of Ann's, of a pot of tea unless it says otherwise."""
    return {
        "external_id": f"order-{number}",
        "customer": {"external_id": "ann"},
        "occurred_at": "2030-01-01T10:00:00Z",
        "currency": "EUR",
        "lines": list(lines) or [line()],
        **more,
    }


def record(number: int | str = 1, *lines: Json, **more: Any) -> orders.Record:
    """Return the command that records such an order."""
    return validation.command(order(number, *lines, **more), orders.Record)
