"""The nouns of partners: systems that pass on what their users ask of us."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import Kind, Refusal
from domain.kernel.ids import identifier
from domain.kernel.types import Instant, ShortText, Slug
from domain.privacy.identity import EmailText
from domain.privacy.requests import AvgRequest, Language, RequestKind, RequestState

CallbackId: TypeAlias = Annotated[str, identifier("pcb")]
# Nothing else but a developer's own machine is told without TLS.
CallbackUrl: TypeAlias = Annotated[
    str,
    Meta(
        max_length=2_000,
        pattern=r"^(https://|http://(localhost|127\.0\.0\.1)[:/])[!-~]+$(?!\n)",
        examples=["https://shop.example/opendsr"],
    ),
]


class Partner(StrEnum):
    """Who passes a request on."""

    OPENDSR = "opendsr"
    SHOPIFY = "shopify"


class Progress(StrEnum):
    """How far a request is, as OpenDSR 2.0 tells it (section 8)."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


PROGRESS: Mapping[RequestState, Progress] = {
    RequestState.IDENTITY_PENDING: Progress.PENDING,
    RequestState.VERIFIED: Progress.PENDING,
    RequestState.SCHEDULED: Progress.PENDING,
    RequestState.RUNNING: Progress.IN_PROGRESS,
    RequestState.FAILED: Progress.PENDING,
    RequestState.COOLING_OFF: Progress.PENDING,
    RequestState.KEY_DESTROYED: Progress.IN_PROGRESS,
    RequestState.PROPAGATING: Progress.IN_PROGRESS,
    RequestState.READY: Progress.COMPLETED,
    RequestState.DELIVERED: Progress.COMPLETED,
    RequestState.CERTIFIED: Progress.COMPLETED,
    RequestState.CLOSED: Progress.COMPLETED,
    # The request that it joins answers it.
    RequestState.DUPLICATE: Progress.COMPLETED,
    RequestState.REJECTED: Progress.CANCELLED,
    RequestState.CANCELLED: Progress.CANCELLED,
    RequestState.EXPIRED: Progress.CANCELLED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeForPartner:
    """Take a request that a partner passes on, who has made sure who asks.

    Whoever is known by neither name is nobody: the request is complete.
    """

    partner: Partner
    their_number: ShortText
    kind: RequestKind
    customer_id: CustomerRef | None = None
    email: EmailText | None = None
    language: Language = "nl"
    # Where the partner is told each time that it is further, by which domain of ours.
    callbacks: Annotated[tuple[CallbackUrl, ...], Meta(max_length=10)] = ()
    domain: ShortText = "localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindForPartner:
    """Ask how far a request is, by the partner's own number of it."""

    partner: Partner
    their_number: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelForPartner:
    """Ask no longer, by the partner's own number of it."""

    partner: Partner
    their_number: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRequest:
    """A request as its partner knows it; none of ours, if it is about nobody here."""

    partner: Partner
    their_number: ShortText
    progress: Progress
    received_at: Instant
    due_at: Instant
    request: AvgRequest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutShopify:
    """Say by what secret Shopify signs, and what its customers' ids are called here."""

    secret: Annotated[
        str, Meta(min_length=8, max_length=200, pattern=r"^[!-~]+$(?!\n)")
    ]
    source: Slug = "shop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shopify:
    """What is set for Shopify; the secret is not shown."""

    source: Slug
    set_at: Instant


@dataclass(eq=False)
class PartnerRequestNotFound(Refusal):
    """This partner never passed on such a request."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class TooLateToCancel(Refusal):
    """What was asked is under way or done."""

    kind = Kind.CONFLICT
    progress: Progress
