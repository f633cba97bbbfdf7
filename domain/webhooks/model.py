"""The nouns of webhooks: where news is sent, with what, and how that went."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from msgspec import Meta

from domain.kernel.ids import identifier
from domain.kernel.tracing import Place
from domain.kernel.types import Cursor, Instant, PageSize, ShortText

EndpointId: TypeAlias = Annotated[str, identifier("whk")]
EventId: TypeAlias = Annotated[str, identifier("evn")]

Address: TypeAlias = Annotated[
    str,
    Meta(
        max_length=1_000,
        pattern=r"^https?://[!-~]+$(?!\n)",
        examples=["https://shop.example/stamgast"],
    ),
]
EventName: TypeAlias = Annotated[
    str,
    Meta(
        max_length=80, pattern=r"^[a-z_]+\.[a-z_]+$(?!\n)", examples=["ledger.posted"]
    ),
]
EventNames: TypeAlias = Annotated[tuple[EventName, ...], Meta(max_length=100)]
OVERLAP_MAX_S = 30 * 24 * 3_600
Overlap: TypeAlias = Annotated[int, Meta(ge=0, le=OVERLAP_MAX_S)]


class EndpointState(StrEnum):
    """Whether news is sent to an endpoint."""

    ACTIVE = "active"
    DISABLED = "disabled"


class Because(StrEnum):
    """Why an endpoint is disabled."""

    BY_HAND = "by_hand"
    FAILING = "failing"  # For days, nothing that was sent was taken.
    GONE = "gone"  # It answered 410.


class DeliveryState(StrEnum):
    """How far a delivery is."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    PARKED = "parked"  # Until somebody replays it.


class Fault(StrEnum):
    """Why an attempt failed."""

    STATUS = "status"  # Anything but 2xx was answered; redirects are not followed.
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    ADDRESS_REFUSED = "address_refused"  # Its name leads to a place that is not public.
    TOO_LARGE = "too_large"
    FORGOTTEN = "forgotten"  # What it told was erased meanwhile, or is too old.


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where news is sent; with no events named, news of all kinds.

    `failing_since` is when the first of the attempts failed that all failed since.
    """

    id: EndpointId
    url: Address
    description: str | None
    events: EventNames
    state: EndpointState
    disabled_at: Instant | None
    disabled_because: Because | None
    failing_since: Instant | None
    created_at: Instant
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointSecret:
    """An endpoint with a new secret, which is shown this once."""

    id: EndpointId
    secret: str
    endpoint: Endpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """News for an endpoint; `sequence` numbers what the endpoint is sent, from 1.

    The number tells what is missing; in which order news arrives, nobody promises.
    """

    endpoint_id: EndpointId
    event_id: EventId
    event: EventName
    sequence: int
    state: DeliveryState
    attempts: int
    occurred_at: Instant
    due_at: Instant | None
    settled_at: Instant | None
    status: int | None
    fault: Fault | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One time that news was sent; without an end, nobody knows how it went."""

    number: int
    began_at: Instant
    ended_at: Instant | None
    status: int | None
    fault: Fault | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLog:
    """A delivery, what was sent, and how it went each time."""

    delivery: Delivery
    # None once it was erased or is too old.
    data: Any
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateEndpoint:
    """Have news sent to an address: of some events, or of all."""

    url: Address
    description: ShortText | None = None
    events: EventNames = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindEndpoint:
    """Ask for an endpoint."""

    endpoint_id: EndpointId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEndpoints:
    """Ask for all endpoints, the latest first."""

    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateEndpoint:
    """Change what is given of an endpoint, and leave the rest.

    With `version`, only if it is still the version that the caller has seen.
    """

    endpoint_id: EndpointId
    url: Address | None = None
    description: ShortText | None = None
    events: EventNames | None = None
    state: EndpointState | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteEndpoint:
    """Send nothing more to an endpoint, and forget its secrets."""

    endpoint_id: EndpointId
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateSecret:
    """Sign with a new secret; with the old one too for a while yet."""

    endpoint_id: EndpointId
    overlap_s: Overlap = 24 * 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class PingEndpoint:
    """Send something to an endpoint to see whether it arrives."""

    endpoint_id: EndpointId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDeliveries:
    """Ask for what an endpoint is or was sent, the latest first."""

    endpoint_id: EndpointId
    state: DeliveryState | None = None
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FindDelivery:
    """Ask how a delivery went."""

    endpoint_id: EndpointId
    event_id: EventId


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Send something once more."""

    endpoint_id: EndpointId
    event_id: EventId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaySpan:
    """Send once more what happened from an instant on, and before another.

    With a state, only what is in it; without, also what the endpoint was never sent.
    """

    endpoint_id: EndpointId
    since: Instant
    until: Instant | None = None
    state: DeliveryState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """How many deliveries wait now that did not before."""

    deliveries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Take some of what is due to an endpoint, to send it now."""

    endpoint_id: EndpointId


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One request: what to send, and with which headers."""

    event_id: EventId
    number: int
    headers: dict[str, str]
    body: str
    trace: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is to be sent to an address now; attempts are written down already."""

    endpoint_id: EndpointId
    url: str
    requests: tuple[Outgoing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an attempt went; without a fault, it was taken."""

    event_id: EventId
    number: int
    ended_at: Instant
    status: int | None = None
    fault: Fault | None = None
    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Write down how attempts went."""

    endpoint_id: EndpointId
    outcomes: Annotated[tuple[Outcome, ...], Meta(max_length=100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Whether more is due to the endpoint already."""

    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Propagation:
    """How far news about a customer got: to how many endpoints, and how it went.

    Until it is `distributed`, nobody knows to whom it goes.
    """

    distributed: bool
    waiting: int
    delivered: int
    parked: int

    @property
    def is_over(self) -> bool:
        """Tell whether nobody is left to be told: they took the news, or never did."""
        return self.distributed and not self.waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetDeliveries:
    """Forget some of what was settled longer ago than the log is kept."""

    limit: Annotated[int, Meta(ge=1, le=1_000)] = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is remembered of an endpoint while things are sent to it."""

    id: EndpointId
    url: str
    events: tuple[str, ...]
    state: EndpointState
    failures: int
    failing_since: datetime | None
    due_at: datetime | None
    working_until: datetime | None
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A delivery whose outcome is being written down."""

    event_id: EventId
    state: DeliveryState
    attempts: int
    gives_up_at: datetime
