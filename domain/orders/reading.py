"""Reading orders: all that can be done before the unit that writes them down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from domain.kernel import Malformed, staging, validation
from domain.kernel.batches import read_line
from domain.orders import rules
from domain.orders.model import Line, Record

LATEST = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)
# A row as it is staged: one value for each column of the staging table.
Values: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """An order as it came, and what its fingerprint covers.

    `lines` are its lines as COPY reads them, if somebody wrote them ahead, and `values`
    what the order's own row says that only the order tells.
    """

    order: Record
    content: bytes
    values: Values
    lines: tuple[str, ...] = ()


def read_order(line: bytes) -> Reading | Malformed:
    """Read an order from a line of JSON; nobody has checked it yet."""
    row = read_line(Record, line)
    if isinstance(row, Malformed):
        return row
    return Reading(row, _content(row), _values(row), written_lines(row))


def of_row(row: Mapping[str, Any]) -> Reading | Malformed:
    """Read an order that is decoded already."""
    try:
        return of_order(validation.command(row, Record))
    except Malformed as refusal:
        return refusal


def of_order(order: Record) -> Reading:
    """Return the reading of an order."""
    return Reading(order, _content(order), _values(order))


def checked(
    read: Iterable[Reading | Malformed], now: datetime
) -> list[Reading | Malformed]:
    """Check orders, which are in no future."""
    return [_checked(each, now) for each in read]


def written_lines(order: Record) -> tuple[str, ...]:
    """Return the lines of an order as COPY reads them, all but the order's id."""
    return tuple(
        staging.written((no, *line_values(line)))
        for no, line in enumerate(order.lines, start=1)
    )


def line_values(line: Line) -> Values:
    """Return a line as its staging table takes it, without its order and number."""
    return (
        line.product_id,
        line.variant,
        line.category,
        line.name,
        line.quantity,
        line.unit_price,
        line.discount,
        line.tax,
        line.quantity * line.unit_price - line.discount,
    )


def _checked(each: Reading | Malformed, now: datetime) -> Reading | Malformed:
    if not isinstance(each, Malformed):
        try:
            rules.check(each.order, now)
        except Malformed as refusal:
            return refusal
    return each


def _content(order: Record) -> bytes:
    """Return what is to be told apart; of an order that is refused, nothing."""
    if not rules.EARLIEST <= order.occurred_at <= LATEST:
        return b""  # In UTC it might be in no year that there is.
    return rules.content(order)


def _values(order: Record) -> Values:
    lines = order.lines
    return (
        order.source,
        order.external_id,
        order.currency,
        order.channel,
        sum([line.quantity * line.unit_price - line.discount for line in lines]),
        sum([line.tax for line in lines]),
        order.shipping,
        order.points_paid,
        rules.encode(order.vouchers).decode(),
        len(lines),
        order.occurred_at,
    )
