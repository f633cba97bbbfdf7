"""What customers ask of challenges, and do with them."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import CustomerId
from domain.kernel.types import Locale, Slug

MANY_MAX = 1_000

# As the IANA database has it: `Europe/Amsterdam`.
TimeZone: TypeAlias = Annotated[
    str, Meta(max_length=64, pattern=r"^[A-Za-z0-9_+/-]+$(?!\n)", examples=["UTC"])
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengesOf:
    """Ask how far a customer is with every challenge."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengesOfMany:
    """Ask how far many customers are."""

    customer_ids: Annotated[tuple[CustomerId, ...], Meta(max_length=MANY_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgesOf:
    """Ask which badges a customer has."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgesOfMany:
    """Ask which badges many customers have."""

    customer_ids: Annotated[tuple[CustomerId, ...], Meta(max_length=MANY_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinChallenge:
    """Let a customer take part, from now on; days are those of their time zone."""

    customer_id: CustomerRef
    challenge: Slug
    time_zone: TimeZone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveChallenge:
    """Let a customer take part no longer; what they completed stays."""

    customer_id: CustomerRef
    challenge: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainChallenge:
    """Ask why a customer is as far with a challenge as they are."""

    customer_id: CustomerRef
    challenge: Slug
    locale: Locale | None = None
