"""The nouns of quotes: what a basket would cost and earn, promised for a while."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.earning import RuleDecision
from domain.kernel import CustomerId
from domain.kernel.types import (
    Count,
    Currency,
    Instant,
    Locale,
    Money,
    ShortText,
    Slug,
)
from domain.orders import Channel, Line, QuoteId
from domain.rewards import Offer
from domain.vouchers import Obstacle

LINES_MAX = 500
VOUCHERS_MAX = 10
DAY_S = 24 * 60 * 60

Cart: TypeAlias = Annotated[tuple[Line, ...], Meta(min_length=1, max_length=LINES_MAX)]
CartVouchers: TypeAlias = Annotated[
    tuple[ShortText, ...], Meta(max_length=VOUCHERS_MAX)
]
Validity: TypeAlias = Annotated[int, Meta(ge=60, le=DAY_S)]
Few: TypeAlias = Annotated[int, Meta(ge=0, le=100)]


class DiscountSource(StrEnum):
    """Where a discount comes from."""

    REWARD = "reward"
    VOUCHER = "voucher"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskQuote:
    """Ask what a basket costs and earns, and what of the rewards is within reach.

    A line's `discount` is what the shop itself takes off. Without a customer it is the
    quote of somebody of whom nothing is known, and not signed.
    """

    customer_id: CustomerRef | None = None
    lines: Cart
    currency: Currency | None = None
    channel: Channel = Channel.WEB
    source: Slug = "shop"
    shipping: Money = 0
    points_paid: Count = 0
    vouchers: CartVouchers = ()
    cart: ShortText | None = None
    locale: Locale | None = None
    valid_s: Validity = 1_800
    rewards: Few = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedLine:
    """A line as the order must have it: `discount` is all that is taken off it."""

    product_id: ShortText
    quantity: Count
    unit_price: Money
    discount: Money
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedDiscount:
    """What is taken off the basket, and by what: of its lines, and of the shipping."""

    source: DiscountSource
    name: ShortText
    amount: Money
    shipping: Money
    lines: tuple[Money, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedVoucher:
    """Whether a code counts for this basket, and why not."""

    code: ShortText
    valid: bool
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedAward:
    """What an earning rule gives for the basket.

    With `shared`, others may use up its cap before the order comes; then it is less.
    """

    rule: Slug
    version: Count
    unit: Slug
    amount: Count
    shared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """How much is missing to something: an amount of the basket, points, orders."""

    to: ShortText
    kind: Slug
    missing: Count
    nl: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a basket costs and earns, why, and what is within reach.

    `amount` is the sum of the lines and `shipping` what is left of it. An order that
    carries `token`, has these lines and shipping, and occurs by `valid_until`, earns
    what is said here.
    """

    id: QuoteId
    customer_id: CustomerId | None
    quoted_at: Instant
    valid_until: Instant
    currency: Currency
    lines: tuple[QuotedLine, ...]
    amount: Money
    shipping: Money
    discounts: tuple[QuotedDiscount, ...]
    vouchers: tuple[QuotedVoucher, ...]
    awards: tuple[QuotedAward, ...]
    decisions: tuple[RuleDecision, ...]
    distances: tuple[Distance, ...]
    rewards: tuple[Offer, ...]
    token: str | None
