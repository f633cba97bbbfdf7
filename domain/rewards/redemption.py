"""The nouns of redeeming: what a customer got, for what, and what became of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import CustomerId, Page
from domain.kernel.ids import identifier
from domain.kernel.types import Count, Cursor, Instant, Money, PageSize, ShortText, Slug
from domain.orders import Channel, OrderId
from domain.rewards.model import (
    HoldSeconds,
    Pieces,
    RewardId,
    RewardKind,
    RewardTerms,
)
from domain.vouchers import Obstacle, VoucherId

RedemptionId: TypeAlias = Annotated[str, identifier("rdm")]


class RedemptionStatus(StrEnum):
    """What has become of a redemption."""

    RESERVED = "reserved"
    CONFIRMED = "confirmed"
    RELEASED = "released"
    EXPIRED = "expired"  # Reserved, and not confirmed in time.
    REFUNDED = "refunded"


class Payer(StrEnum):
    """Whose points a reward costs."""

    OWN = "own"
    HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True, kw_only=True)
class Redemption:
    """A reward that a customer got or is about to get.

    `price` is that of all pieces, and `refunded` how much of it was given back.
    """

    id: RedemptionId
    customer_id: CustomerId
    reward_id: RewardId
    reward: Slug
    version: Count
    name: ShortText
    kind: RewardKind
    status: RedemptionStatus
    quantity: Pieces
    unit: Slug
    price: Count
    paid_by: Payer
    money: Money
    refunded: Count
    cart: ShortText | None
    order_id: OrderId | None
    voucher_id: VoucherId | None
    reserved_at: Instant
    expires_at: Instant
    confirmed_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A reward as a customer sees it: what it costs, and what stands in the way.

    `missing` is how much of the price the customer lacks, and `left` how many pieces
    there are, if there is a limit.
    """

    customer_id: CustomerId
    reward_id: RewardId
    reward: Slug
    version: Count
    name: ShortText
    description: str
    kind: RewardKind
    terms: RewardTerms
    available: bool
    missing: Count
    left: Count | None
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """The first rewards of the catalogue as a customer sees them."""

    customer_id: CustomerId
    offers: Page[Offer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """The newest redemptions of a customer."""

    customer_id: CustomerId
    redemptions: Page[Redemption]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveReward:
    """Set a reward and its price aside for a customer, for a while.

    Of a reward of several pieces, `quantity` are reserved. `hold_s` can make it shorter
    than the reward's own time, and `cart` is by what a voucher in it is known. The
    price is paid of what the customer has, or of what their household has.
    """

    customer_id: CustomerRef
    reward: Slug
    quantity: Pieces = 1
    channel: Channel | None = None
    cart: ShortText | None = None
    hold_s: HoldSeconds | None = None
    pay_from: Payer = Payer.OWN


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmRedemption:
    """Take a reward that is reserved, and pay its price."""

    customer_id: CustomerRef
    redemption_id: RedemptionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRedemption:
    """Let go of a reward that is reserved; its price goes back."""

    customer_id: CustomerRef
    redemption_id: RedemptionId


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRedemption:
    """Take a reward back and give its price back, within the time that it allows."""

    customer_id: CustomerRef
    redemption_id: RedemptionId


@dataclass(frozen=True, slots=True, kw_only=True)
class FindRedemption:
    """Ask for a redemption of a customer."""

    customer_id: CustomerRef
    redemption_id: RedemptionId


@dataclass(frozen=True, slots=True, kw_only=True)
class RedemptionsOfCustomer:
    """Ask for a customer's redemptions, newest first."""

    customer_id: CustomerRef
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RedemptionsOfMany:
    """Ask for the newest redemptions of many customers."""

    customer_ids: Annotated[tuple[CustomerId, ...], Meta(max_length=1_000)]
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepRedemptions:
    """End some reservations whose time is over."""

    limit: Annotated[int, Meta(ge=1, le=500)] = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SweptRedemptions:
    """How many reservations ended, and whether there may be more."""

    done: int
    more: bool
