"""The nouns of AVG requests: what somebody asks, by when, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import CustomerId, Kind, Refusal
from domain.kernel.ids import identifier
from domain.kernel.types import Cursor, Instant, LongText, PageSize, ShortText
from domain.ledger import PotId

RequestId: TypeAlias = Annotated[str, identifier("avr")]
Language: TypeAlias = Annotated[str, Meta(pattern=r"^(nl|en)$(?!\n)", examples=["nl"])]
# An article of the AVG or of the law that carries it out: `12(5)(b)`, `UAVG 41`.
Article: TypeAlias = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9() .]{1,40}$(?!\n)", examples=["12(5)(b)"])
]
# Of a hundred.
Percent: TypeAlias = Annotated[int, Meta(ge=0, le=100)]


class RequestKind(StrEnum):
    """What may be asked, by the article of the AVG that grants it."""

    ACCESS = "access"  # 15
    RECTIFICATION = "rectification"  # 16
    ERASURE = "erasure"  # 17
    RESTRICTION = "restriction"  # 18
    PORTABILITY = "portability"  # 20
    OBJECTION = "objection"  # 21


class RequestState(StrEnum):
    """How far a request is."""

    IDENTITY_PENDING = "identity_pending"
    VERIFIED = "verified"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    FAILED = "failed"  # It is tried again.
    READY = "ready"
    DELIVERED = "delivered"
    COOLING_OFF = "cooling_off"
    KEY_DESTROYED = "key_destroyed"
    PROPAGATING = "propagating"
    CERTIFIED = "certified"
    CLOSED = "closed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAvg:
    """Ask for what is known, or for something to be done about it.

    A customer who asks by their own token is who they are. When a shop asks for
    somebody, it says afterwards how it made sure who that is. `wish` is what should be
    put right, or why. Who is erased may leave what they hold to a pot.
    """

    customer_id: CustomerRef
    kind: RequestKind
    language: Language = "nl"
    wish: LongText | None = None
    donate_to: PotId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AvgRequest:
    """What somebody asks; it must be answered by `due_at`."""

    id: RequestId
    customer_id: CustomerId
    kind: RequestKind
    state: RequestState
    language: Language
    wish: LongText | None
    received_at: Instant
    due_at: Instant
    extended_at: Instant | None
    verified_at: Instant | None
    duplicate_of: RequestId | None
    # What was answered: why it was extended or rejected, what was done.
    note: ShortText | None
    article: Article | None
    version: int
    # Of an answer that is being made, how much of it is; of one that is kept, all.
    progress: Percent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEvent:
    """What happened to a request, when, and by whom."""

    seq: int
    state: RequestState
    at: datetime
    actor: str
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestHistory:
    """All that happened to a request, in order."""

    request_id: RequestId
    events: tuple[RequestEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindRequest:
    """Ask how far a request is."""

    request_id: RequestId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRequests:
    """Ask what a customer asked, newest first."""

    customer_id: CustomerRef
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyRequest:
    """Say how it is known that who asks is who they say they are."""

    request_id: RequestId
    note: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendRequest:
    """Take two months more, once and before the first is over, and say why."""

    request_id: RequestId
    note: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectRequest:
    """Reject a request, and say why and by which article."""

    request_id: RequestId
    note: ShortText
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRequest:
    """Say that what was asked is done."""

    request_id: RequestId
    note: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelRequest:
    """Ask no longer."""

    request_id: RequestId


@dataclass(eq=False)
class RequestNotFound(Refusal):
    """There is no such request."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class NoAddress(Refusal):
    """No e-mail address of this customer is on file, to which a code could be sent."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class RequestNotOpen(Refusal):
    """The request is not in a state in which this can be done."""

    kind = Kind.CONFLICT
    state: RequestState


@dataclass(eq=False)
class RequestExtended(Refusal):
    """The request was extended before, or its term is over: it cannot be extended."""

    kind = Kind.CONFLICT
    due_at: datetime
