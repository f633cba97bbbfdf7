"""The nouns of vouchers: codes that are good for something, once."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import CustomerId, Page
from domain.kernel.batches import RowResult
from domain.kernel.ids import identifier
from domain.kernel.types import Count, Cursor, Instant, Money, PageSize, ShortText, Slug
from domain.orders import Line, OrderId
from domain.vouchers.discounts import Deduction, DiscountTerms
from domain.vouchers.reasons import Obstacle

VoucherId: TypeAlias = Annotated[str, identifier("vch")]
PoolId: TypeAlias = Annotated[str, identifier("vpl")]

MANY_MAX = 1_000
BASKET_LINES_MAX = 1_000
DAY_S = 24 * 60 * 60

Days: TypeAlias = Annotated[int, Meta(ge=1, le=3_660)]
Grace: TypeAlias = Annotated[int, Meta(ge=0, le=366)]
Seconds: TypeAlias = Annotated[int, Meta(ge=60, le=7 * DAY_S)]
Many: TypeAlias = Annotated[int, Meta(ge=1, le=MANY_MAX)]
Basket: TypeAlias = Annotated[tuple[Line, ...], Meta(max_length=BASKET_LINES_MAX)]
Codes: TypeAlias = Annotated[
    tuple[ShortText, ...], Meta(min_length=1, max_length=MANY_MAX)
]


class VoucherStatus(StrEnum):
    """What can be done with a voucher at an instant."""

    ISSUED = "issued"
    RESERVED = "reserved"
    USED = "used"
    EXPIRED = "expired"
    VOID = "void"


class OnReturn(StrEnum):
    """What becomes of a used voucher when its whole order comes back or is off."""

    GIVE_BACK = "give_back"
    KEEP = "keep"  # Used is used.


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherTerms:
    """What the vouchers of a pool are good for, and when.

    A voucher is valid until the end of its last day in the programme's time zone: so
    many days after it was issued, or that of `valid_until`, whichever comes first. One
    that belongs to a customer is theirs alone, unless it is `transferable`. One that
    was given back after it expired has `grace_days` more.
    """

    discount: DiscountTerms
    valid_from: Instant | None = None
    valid_until: Instant | None = None
    valid_days: Days | None = None
    transferable: bool = False
    on_return: OnReturn = OnReturn.GIVE_BACK
    grace_days: Grace = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Vouchers of one kind; its terms never change."""

    id: PoolId
    pool: Slug
    name: ShortText
    terms: VoucherTerms
    recorded_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledPool(Pool):
    """A pool: how many vouchers are nobody's yet, how many were used, and of all."""

    unclaimed: Count
    used: Count
    total: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Pools:
    """All pools, by name."""

    pools: tuple[FilledPool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """A code that is good for something, once, and what has become of it."""

    id: VoucherId
    pool: Slug
    name: ShortText
    code: ShortText | None
    status: VoucherStatus
    discount: DiscountTerms
    customer_id: CustomerId | None
    cart: ShortText | None
    reserved_until: Instant | None
    order_id: OrderId | None
    issued_at: Instant
    expires_at: Instant | None
    used_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchersIssued:
    """New vouchers, with their codes."""

    vouchers: tuple[Voucher, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesImported:
    """What became of each code, in the order in which they came."""

    rows: tuple[RowResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """Whether a code counts for a basket, what it takes off, or why it does not."""

    valid: bool
    status: VoucherStatus | None
    discount: DiscountTerms | None
    deduction: Deduction | None
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePool:
    """Make a pool of vouchers; the same one again changes nothing."""

    pool: Slug
    name: ShortText
    terms: VoucherTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPools:
    """Ask for all pools."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueVouchers:
    """Make vouchers of a pool with codes of ours, for a customer or for anybody."""

    pool: Slug
    count: Many = 1
    customer_id: CustomerRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCodes:
    """Fill a pool with codes that somebody else made; each is answered by itself."""

    pool: Slug
    codes: Codes


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """A code that somebody else made, as one row of a file says it.

    One that was given out already names whose it is, and perhaps since when and until
    when; else it is valid from now on, for as long as its pool says.
    """

    pool: Slug
    code: ShortText
    customer_id: CustomerRef | None = None
    issued_at: Instant | None = None
    expires_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidateVoucher:
    """Ask whether a code counts: for a customer, for a basket, or at all."""

    code: ShortText
    customer_id: CustomerRef | None = None
    cart: ShortText | None = None
    lines: Basket = ()
    shipping: Money = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveVoucher:
    """Keep a voucher for a cart for some time; the same cart may ask again."""

    code: ShortText
    cart: ShortText
    customer_id: CustomerRef | None = None
    hold_s: Seconds = 1_800


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseVoucher:
    """Let go of a voucher that is kept for a cart."""

    code: ShortText
    cart: ShortText
    customer_id: CustomerRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UseVoucher:
    """Use a voucher without an order: at the door, at a desk."""

    code: ShortText
    customer_id: CustomerRef | None = None
    cart: ShortText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidVoucher:
    """Withdraw a voucher that nobody has used."""

    voucher_id: VoucherId
    reason: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class FindVoucher:
    """Ask for a voucher."""

    voucher_id: VoucherId


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchersOfCustomer:
    """Ask for a customer's vouchers, newest first."""

    customer_id: CustomerRef
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchersOfMany:
    """Ask for the newest vouchers of many customers."""

    customer_ids: Annotated[tuple[CustomerId, ...], Meta(max_length=MANY_MAX)]
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wallet:
    """The newest vouchers of a customer."""

    customer_id: CustomerId
    vouchers: Page[Voucher]
