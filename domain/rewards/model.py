"""The nouns of rewards: what customers can get, at what price, and who can."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain import ledger
from domain.customers import CustomerRef
from domain.kernel import CustomerId
from domain.kernel.ids import identifier
from domain.kernel.types import (
    Count,
    Cursor,
    Instant,
    LongText,
    Money,
    PageSize,
    Points,
    ShortText,
    Slug,
)
from domain.orders import Channel
from domain.vouchers import DiscountTerms

RewardId: TypeAlias = Annotated[str, identifier("rwd")]

QUANTITY_MAX = 10_000
DAY_S = 24 * 60 * 60

Pieces: TypeAlias = Annotated[int, Meta(ge=1, le=QUANTITY_MAX)]
Days: TypeAlias = Annotated[int, Meta(ge=1, le=3_660)]
Grace: TypeAlias = Annotated[int, Meta(ge=0, le=366)]
HoldSeconds: TypeAlias = Annotated[int, Meta(ge=60, le=30 * DAY_S)]
Orders: TypeAlias = Annotated[int, Meta(ge=0, le=100_000)]
Channels: TypeAlias = Annotated[tuple[Channel, ...], Meta(max_length=3)]
ProductNames: TypeAlias = Annotated[tuple[ShortText, ...], Meta(max_length=100)]
SegmentNames: TypeAlias = Annotated[tuple[Slug, ...], Meta(max_length=50)]


class RewardKind(StrEnum):
    """What a customer gets."""

    DISCOUNT = "discount"
    PRODUCT = "product"
    SHIPPING = "shipping"
    COLLECTIBLE = "collectible"
    EARLY_ACCESS = "early_access"
    EVENT = "event"
    ADVICE = "advice"
    DONATION = "donation"
    CREDIT = "credit"  # A gift card or store credit: some of a unit of money.
    TICKET = "ticket"  # To a prize draw: some of a unit of tickets.
    BADGE = "badge"


# What lowers the price of something that is for sale.
PRICED = frozenset({RewardKind.DISCOUNT, RewardKind.PRODUCT, RewardKind.SHIPPING})
# What is some of another unit.
GIVING = frozenset({RewardKind.CREDIT, RewardKind.TICKET})


class RewardStatus(StrEnum):
    """Whether an entry of the catalogue can be had."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class OnOrderReturn(StrEnum):
    """What becomes of a price in points when goods of its order come back."""

    SHARE = "share"  # As much of it as of the order comes back.
    WHOLE = "whole"  # All of it, once nothing of the order is left.
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """For whom a reward is. All of it must hold; what is not said, is no condition.

    It asks what somebody did and has reached, and nothing that was computed of them.
    `orders_min` is the least of earlier orders, and `orders_max` the most; `tier_from`
    the lowest tier; `bought` names products of which one was bought before.
    """

    orders_min: Orders = 0
    orders_max: Orders | None = None
    tier_from: Slug | None = None
    channels: Channels = ()
    bought: ProductNames = ()


ANYBODY = Audience()


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardTerms:
    """What a reward is, what it costs, who can have it, and how many there are.

    `price` is in `unit`, for each piece; `money` is paid beside it, in minor units.
    What is `automatic` is taken off a basket unasked: it costs nothing and has no
    limits. `cost` is what a piece costs the shop: all together no more than `budget`.
    A reservation lasts `hold_s`; within `refundable_days` of its confirmation a reward
    can be given back, and nothing said is never.
    """

    kind: RewardKind
    unit: Slug = "points"
    price: Count = 0
    money: Money = 0
    discount: DiscountTerms | None = None
    automatic: bool = False
    gives_unit: Slug | None = None
    gives: Count = 0
    gives_days: Days | None = None
    pot: ledger.PotId | None = None
    voucher_pool: Slug | None = None
    voucher_days: Days | None = None
    audience: Audience = ANYBODY
    segments: SegmentNames = ()
    valid_from: Instant | None = None
    valid_until: Instant | None = None
    stock: Count | None = None
    per_customer: Points | None = None
    budget: Money | None = None
    cost: Money = 0
    hold_s: HoldSeconds = 1_800
    refundable_days: Grace = 0
    on_return: OnOrderReturn = OnOrderReturn.SHARE
    grace_days: Grace = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """A version of an entry of the catalogue; once published it never changes.

    `taken` counts pieces that are reserved or confirmed, of all versions, and `spent`
    what they cost the shop.
    """

    id: RewardId
    reward: Slug
    version: Count
    status: RewardStatus
    name: ShortText
    description: LongText
    terms: RewardTerms
    taken: Count
    spent: Money
    recorded_at: Instant
    published_at: Instant | None
    retired_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutReward:
    """Write a draft of a reward, in the place of the draft that there may be."""

    reward: Slug
    name: ShortText
    terms: RewardTerms
    description: LongText = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishReward:
    """Let customers have what the draft of a reward says, from now on."""

    reward: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireReward:
    """Let nobody have a reward any more; what was redeemed stays so."""

    reward: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class FindReward:
    """Ask for a reward: its draft if there is one, else its last version."""

    reward: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRewards:
    """Ask for all rewards, by name: of each the draft and the last version."""

    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardsOfCustomer:
    """Ask which rewards there are for a customer, and which of them they can have."""

    customer_id: CustomerRef
    channel: Channel | None = None
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardsOfMany:
    """Ask which of the first rewards each of many customers can have."""

    customer_ids: Annotated[tuple[CustomerId, ...], Meta(max_length=1_000)]
    limit: PageSize = 20
