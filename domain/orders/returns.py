"""The nouns of returns: what came back, of which orders, and what could not be told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef, Identity
from domain.kernel import CustomerId
from domain.kernel.batches import Rows
from domain.kernel.types import (
    Count,
    Currency,
    Cursor,
    Instant,
    Money,
    PageSize,
    Quantity,
    ShortText,
    Slug,
)
from domain.orders.model import LINES_MAX, LineNo, OrderId, OrderRef, ReturnId


class ReturnStatus(StrEnum):
    """What became of a return.

    Of an `applied` one, something was found; what was not is listed with it. Of an
    `unmatched` one, nothing was. A `parked` one waits for its order.
    """

    APPLIED = "applied"
    UNMATCHED = "unmatched"
    PARKED = "parked"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLine:
    """What came back: some of a line of the order, or of a product.

    The amount is what was given back for all of it; without one, it is what had been
    charged. An amount without a quantity is a refund, and nothing came back.
    """

    line: LineNo | None = None
    product_id: ShortText | None = None
    variant: ShortText | None = None
    quantity: Quantity | None = None
    amount: Money | None = None


ReturnLines: TypeAlias = Annotated[tuple[ReturnLine, ...], Meta(max_length=LINES_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReturn:
    """Write down what came back of an order.

    If it is not known of which, name the customer: then it is of their latest earlier
    purchases of these products. Instead of lines there may be an amount: then it is
    spread over all lines of the order. With a currency, only orders in it are meant.
    """

    external_id: ShortText
    occurred_at: Instant
    source: Slug = "shop"
    order: OrderRef | None = None
    customer: Identity | None = None
    currency: Currency | None = None
    lines: ReturnLines = ()
    amount: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReturns:
    """Write down many returns; each is answered by itself."""

    returns: Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What came back of a line of an order, and the amount that was given back."""

    order_id: OrderId
    line: LineNo
    quantity: Count
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """What was said to come back and had not been bought, or had come back before.

    `place` is that of the return's line, counted from nought.
    """

    place: Count
    line: LineNo | None
    product_id: str | None
    quantity: Count
    amount: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A return; `amount` is what was given back of what had been charged."""

    id: ReturnId
    source: Slug
    external_id: ShortText
    customer_id: CustomerId | None
    status: ReturnStatus
    occurred_at: Instant
    recorded_at: Instant
    amount: Money
    lines: tuple[Returned, ...]
    unmatched: tuple[Unmatched, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindReturn:
    """Ask for one return."""

    return_id: ReturnId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsOfCustomer:
    """Ask for a customer's returns, newest first."""

    customer_id: CustomerRef
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A return that is to be applied, and to whose orders."""

    id: ReturnId
    order_id: OrderId | None
    customer_id: CustomerId | None
    currency: str | None
    occurred_at: datetime
    asked: tuple[ReturnLine, ...]
