"""The nouns of referrals: who came by whom, and what became of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.kernel import CustomerId
from domain.kernel.ids import identifier
from domain.kernel.types import Count, Instant, Money

ReferralId: TypeAlias = Annotated[str, identifier("rfl")]
# As it is typed in, in capitals or not, in groups or not.
Code: TypeAlias = Annotated[
    str, Meta(min_length=4, max_length=40, pattern=r"^[0-9A-Za-z -]+$(?!\n)")
]
Link: TypeAlias = Annotated[
    str,
    Meta(max_length=300, pattern=r"^https://[^\s{}]+\{code\}[^\s{}]*$(?!\n)"),
]
Days: TypeAlias = Annotated[int, Meta(ge=1, le=366)]


class ReferralStatus(StrEnum):
    """What became of a referral."""

    INVITED = "invited"  # The friend has yet to order.
    ORDERED = "ordered"  # They did, and may still send it back.
    KEPT = "kept"  # They kept an order: both have what there is for it.
    REFUSED = "refused"  # It does not count, for the reasons given.
    LAPSED = "lapsed"  # They did not order in time.
    REVERSED = "reversed"  # They sent it back after all.


class ReferralReason(StrEnum):
    """Why a referral does not count."""

    SELF = "self"
    MUTUAL = "mutual"  # The friend invited the referrer, too.
    KNOWN_CUSTOMER = "known_customer"  # They had ordered before.
    REFERRED_BEFORE = "referred_before"
    SAME_EMAIL = "same_email"
    SAME_PHONE = "same_phone"
    SAME_ADDRESS = "same_address"
    SAME_HOUSEHOLD = "same_household"
    SAME_PAYMENT = "same_payment"
    TOO_MANY = "too_many"  # The referrer brought more in a while than is likely.


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralSettings:
    """How a shop's referrals go: what is said here holds for whoever comes later.

    Days are whole days of the programme's zone, the last one included. `link` is the
    address that a code makes, with `{code}` in it.
    """

    window_days: Days = 30
    keep_days: Days = 14
    amount_min: Money = 0
    friends_max: Annotated[int, Meta(ge=1, le=1_000)] = 10
    friends_days: Days = 30
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralCode:
    """By what a customer invites others."""

    customer_id: CustomerId
    code: str
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralSentences:
    """Why it is so, as people say it."""

    nl: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """Somebody who came by somebody else.

    A customer who asks is told neither who the other is nor which guard it was.
    `due_at` is when it is decided next: the order can't come back, or the time is up.
    """

    id: ReferralId
    referrer_id: CustomerId | None
    friend_id: CustomerId | None
    status: ReferralStatus
    reasons: tuple[ReferralReason, ...]
    attributed_at: Instant
    until: Instant
    due_at: Instant | None
    kept_at: Instant | None
    why: ReferralSentences


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPrints:
    """How many means of payment are known of a customer, each by a keyed digest."""

    customer_id: CustomerId
    count: Count
