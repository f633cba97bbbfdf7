"""What can be asked of referrals, and said."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel.types import Cursor, Instant, Money, PageSize
from domain.referrals.model import Code, Days, Link, ReferralId

# What a payment provider calls a card or an account, never its number.
Print: TypeAlias = Annotated[
    str, Meta(min_length=8, max_length=200, pattern=r"^[!-~]+$(?!\n)")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReferralSettings:
    """Ask how referrals go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetReferralSettings:
    """Say how referrals go, of who comes from now on."""

    window_days: Days = 30
    keep_days: Days = 14
    amount_min: Money = 0
    friends_max: Annotated[int, Meta(ge=1, le=1_000)] = 10
    friends_days: Days = 30
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveReferralCode:
    """Give a customer the code by which they invite others."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """Say by whose code a customer came, and if it was not now, when."""

    customer_id: CustomerRef
    code: Code
    at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferrerOf:
    """Ask how somebody came, as far as it is a referral."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralsOf:
    """Ask whom somebody brought, the latest first."""

    customer_id: CustomerRef
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FindReferral:
    """Ask for a referral."""

    referral_id: ReferralId


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPaymentPrint:
    """Say what the payment provider calls what a customer paid with."""

    customer_id: CustomerRef
    fingerprint: Print
