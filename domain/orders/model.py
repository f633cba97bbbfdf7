"""The nouns of orders: what was bought, by whom, and for how much."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef, Identity
from domain.kernel import CustomerId, Page
from domain.kernel.batches import Rows
from domain.kernel.ids import identifier
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

OrderId: TypeAlias = Annotated[str, identifier("ord")]
ReturnId: TypeAlias = Annotated[str, identifier("ret")]
# How a command names an order: by our id, or by the shop's.
OrderRef: TypeAlias = Annotated[
    str,
    Meta(
        pattern=(
            r"^(ord_[0-9a-f]{32}"
            r"|external:[a-z0-9][a-z0-9_-]{0,39}:[^\u0000-\u001f\u007f]{1,200})$(?!\n)"
        ),
        examples=["ord_" + "0" * 32, "external:shop:1042"],
    ),
]
# A wholesaler's invoice runs to more than a thousand.
LINES_MAX = 5_000
VOUCHERS_MAX = 50
CUSTOMERS_MAX = 1_000
# RFC 5321: what fits between < and >.
EmailText: TypeAlias = Annotated[str, Meta(min_length=3, max_length=254)]
LineNo: TypeAlias = Annotated[int, Meta(ge=1, le=LINES_MAX)]


class Channel(StrEnum):
    """Where an order was placed."""

    WEB = "web"
    SHOP = "shop"
    APP = "app"


class Status(StrEnum):
    """Whether an order stands."""

    RECORDED = "recorded"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One product of an order: amounts in minor units, the discount on all of it."""

    product_id: ShortText
    quantity: Quantity
    unit_price: Money
    discount: Money = 0
    tax: Money = 0
    variant: ShortText | None = None
    category: ShortText | None = None
    name: ShortText | None = None


Lines: TypeAlias = Annotated[tuple[Line, ...], Meta(min_length=1, max_length=LINES_MAX)]
Vouchers: TypeAlias = Annotated[tuple[ShortText, ...], Meta(max_length=VOUCHERS_MAX)]
# A compact JWS (RFC 7515).
SignedText: TypeAlias = Annotated[
    str, Meta(max_length=30_000, pattern=r"^[\w-]+\.[\w-]+\.[\w-]+$(?!\n)")
]
# What was redeemed for this order; whoever keeps redemptions knows them.
Redeemed: TypeAlias = Annotated[
    tuple[Annotated[str, identifier("rdm")], ...], Meta(max_length=VOUCHERS_MAX)
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Write down what was bought.

    `source` names the system that gave the order its id, and a customer's external id
    is one of the same system. Without a customer it is a guest's order, which finds its
    customer when the visitor or the e-mail address turns out to be somebody's.
    `cart` is by what vouchers were reserved for it, and `redemptions` are what of the
    customer's was reserved: both are used by it. With a `quote` it is judged by what
    held when that was given.
    """

    external_id: ShortText
    occurred_at: Instant
    currency: Currency
    lines: Lines
    source: Slug = "shop"
    customer: Identity | None = None
    guest_email: EmailText | None = None
    channel: Channel = Channel.WEB
    shipping: Money = 0
    vouchers: Vouchers = ()
    points_paid: Count = 0
    cart: ShortText | None = None
    redemptions: Redeemed = ()
    quote: SignedText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMany:
    """Write down many orders; each is answered by itself."""

    orders: Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A line of an order, and what came back of it.

    `amount` is what was charged: quantity times unit price, less the discount.
    """

    no: LineNo
    product_id: str
    variant: str | None
    category: str | None
    name: str | None
    quantity: Quantity
    unit_price: Money
    discount: Money
    tax: Money
    amount: Money
    returned_quantity: Count
    returned_amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSummary:
    """An order without its lines; `amount` is the sum of theirs."""

    id: OrderId
    source: Slug
    external_id: ShortText
    customer_id: CustomerId | None
    visitor_id: str | None
    status: Status
    occurred_at: Instant
    recorded_at: Instant
    currency: Currency
    channel: Channel
    amount: Money
    tax: Money
    shipping: Money
    points_paid: Count
    vouchers: tuple[str, ...]
    line_count: LineNo
    returned_amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(OrderSummary):
    """An order."""

    lines: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """What an order comes to: the sum of its lines, and what came back of that.

    One that was called off comes to nothing.
    """

    order_id: OrderId
    customer_id: CustomerId | None
    occurred_at: datetime
    currency: str
    amount: int
    returned_amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderClaims:
    """What an order uses besides money, and how much of the order is left."""

    order_id: OrderId
    customer_id: CustomerId | None
    status: Status
    occurred_at: datetime
    amount: int
    returned_amount: int
    quantity: int
    returned_quantity: int
    vouchers: tuple[str, ...]
    cart: str | None
    redemptions: tuple[str, ...]

    @property
    def returned(self) -> tuple[int, int]:
        """Return how much of how much came back; in pieces, if they cost nothing."""
        if self.amount:
            return self.returned_amount, self.amount
        return self.returned_quantity, self.quantity

    @property
    def is_gone(self) -> bool:
        """Tell whether nothing of the order is left."""
        some, whole = self.returned
        return some >= whole or self.status is Status.CANCELLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """Ask for one order."""

    order_id: OrderRef


@dataclass(frozen=True, slots=True, kw_only=True)
class FindMany:
    """Ask for many orders."""

    order_ids: tuple[OrderId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCustomer:
    """Ask for a customer's orders, newest first."""

    customer_id: CustomerRef
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class OfMany:
    """Ask for the newest orders of many customers."""

    customer_ids: Annotated[tuple[CustomerId, ...], Meta(max_length=CUSTOMERS_MAX)]
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a customer ordered last."""

    customer_id: CustomerId
    orders: Page[OrderSummary]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Call an order off."""

    order_id: OrderRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """Let an order stand that was called off."""

    order_id: OrderRef
