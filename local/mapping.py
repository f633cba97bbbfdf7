"""Somebody's file of order lines, as rows of the bulk import."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from demo.rows import CustomerReference, Line, Order, Return, ReturnLine
from local.column_map import ColumnMap
from local.explained import ExplainedError
from local.tabular import Row, read_table

LINES_MAX = 10_000
DIGITS_MAX = 12
ONE = Decimal(1)

Mapped = tuple[Literal["order"], Order] | tuple[Literal["return"], Return]


class RowRefused(ExplainedError, ValueError):
    """A row cannot be a line of an order or a return; its number says which one."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(f"row {number}: {reason}")
        self.number = number


@dataclass(slots=True, kw_only=True)
class _Invoice:
    """The rows of one order as far as they have been read."""

    id: str
    customer: str
    occurred_at: str
    cancelled: bool
    sold: list[Line] = field(default_factory=list[Line])
    returned: list[ReturnLine] = field(default_factory=list[ReturnLine])


def read_orders(path: Path, column_map: ColumnMap) -> Iterator[Mapped]:
    """Give the orders and returns of a file, in the order in which they begin.

    Rows of one id make one order, at the time of its first row. A row with a negative
    quantity or price is a line of a return, called after the order with `-R` behind it;
    all rows of a cancelled order are lines of one return. Rows without a customer are a
    guest's. Only orders under way are in memory, so that a row which comes when its
    order is closed begins another one with the same id.
    """
    under_way: dict[str, _Invoice] = {}
    columns = column_map.columns.names()
    rows = read_table(path, columns, column_map.encoding)
    for number, row in enumerate(rows, start=1):
        invoice_id = row[column_map.columns.order]
        invoice = under_way.get(invoice_id)
        if invoice is None:
            if len(under_way) == column_map.orders_open_max:
                yield from _mapped(under_way.pop(next(iter(under_way))), column_map)
            invoice = under_way[invoice_id] = _begin(number, row, column_map)
        _add(invoice, number, row, column_map)
    for invoice in under_way.values():
        yield from _mapped(invoice, column_map)


def _begin(number: int, row: Row, column_map: ColumnMap) -> _Invoice:
    columns = column_map.columns
    invoice_id = row[columns.order]
    if not invoice_id:
        raise RowRefused(number, f"no {columns.order}")
    prefix = column_map.cancellation_prefix
    return _Invoice(
        id=invoice_id,
        customer=row[columns.customer],
        occurred_at=_instant(number, row[columns.occurred_at], column_map),
        cancelled=prefix is not None and invoice_id.startswith(prefix),
    )


def _add(invoice: _Invoice, number: int, row: Row, column_map: ColumnMap) -> None:
    """Add a row to what was sold or to what was returned."""
    columns = column_map.columns
    if row[columns.customer] != invoice.customer:
        raise RowRefused(number, f"a second customer in {invoice.id}")
    if len(invoice.sold) + len(invoice.returned) == LINES_MAX:
        raise RowRefused(number, f"more than {LINES_MAX} lines in {invoice.id}")
    if not row[columns.product]:
        raise RowRefused(number, f"no {columns.product}")
    quantity = _whole(number, row[columns.quantity])
    unit_price = _minor(number, row[columns.unit_price], column_map.minor_digits)
    if quantity < 0 and unit_price < 0:
        raise RowRefused(number, "quantity and price are both negative")
    if invoice.cancelled or quantity < 0 or unit_price < 0:
        invoice.returned.append(
            {
                "product_id": row[columns.product],
                "quantity": abs(quantity),
                "amount": abs(quantity * unit_price),
            }
        )
        return
    line: Line = {
        "product_id": row[columns.product],
        "quantity": quantity,
        "unit_price": unit_price,
        "discount": 0,
        "tax": 0,
    }
    if columns.name and row[columns.name]:
        line["name"] = row[columns.name]
    if columns.category and row[columns.category]:
        line["category"] = row[columns.category]
    invoice.sold.append(line)


def _mapped(invoice: _Invoice, column_map: ColumnMap) -> Iterator[Mapped]:
    """Give the order, the return, or both that an invoice holds."""
    customer: CustomerReference | None = (
        {"external_id": invoice.customer} if invoice.customer else None
    )
    if invoice.sold:
        yield (
            "order",
            {
                "source": column_map.source,
                "external_id": invoice.id,
                "customer": customer,
                "occurred_at": invoice.occurred_at,
                "currency": column_map.currency,
                "channel": column_map.channel,
                "shipping": 0,
                "lines": invoice.sold,
            },
        )
    if invoice.returned:
        yield (
            "return",
            {
                "source": column_map.source,
                "external_id": invoice.id if invoice.cancelled else f"{invoice.id}-R",
                "customer": customer,
                "occurred_at": invoice.occurred_at,
                "currency": column_map.currency,
                "lines": invoice.returned,
            },
        )


def _whole(number: int, text: str) -> int:
    """Read a quantity: a whole number other than nought."""
    quantity = _decimal(number, text)
    if quantity != quantity.to_integral_value() or not quantity:
        raise RowRefused(number, f"{text!r} is no quantity")
    return int(quantity)


def _minor(number: int, text: str, digits: int) -> int:
    """Read an amount in minor units, a half rounded away from nought."""
    return int(_decimal(number, text).scaleb(digits).quantize(ONE, ROUND_HALF_UP))


def _decimal(number: int, text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise RowRefused(number, f"{text!r} is no number") from None
    if not value.is_finite() or value.adjusted() >= DIGITS_MAX:
        raise RowRefused(number, f"{text!r} is no number")
    return value


def _instant(number: int, text: str, column_map: ColumnMap) -> str:
    """Read a time, in the map's zone if it names none, as RFC 3339 in UTC."""
    try:
        if column_map.time_format:
            # Naive where the format has no zone; the next line gives it one.
            time = datetime.strptime(text, column_map.time_format)  # noqa: DTZ007
        else:
            time = datetime.fromisoformat(text)
    except ValueError:
        raise RowRefused(number, f"{text!r} is no time") from None
    if time.tzinfo is None:
        time = time.replace(tzinfo=ZoneInfo(column_map.time_zone))
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
