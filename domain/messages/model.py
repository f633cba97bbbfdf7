"""The nouns of messages: what a shop tells one customer, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from msgspec import Meta

from domain.consent import ContactChannel
from domain.customers import CustomerRef
from domain.kernel import CustomerId, Kind, Refusal
from domain.kernel.ids import identifier
from domain.kernel.types import Cursor, Instant, PageSize, ShortText, Slug
from domain.mails import Outcome

MessageId: TypeAlias = Annotated[str, identifier("msg")]
RunId: TypeAlias = Annotated[str, identifier("jrn")]
# By what a message is known if it is asked for twice; unique for ever.
DedupKey: TypeAlias = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,159}$(?!\n)", examples=["42"])
]
Hours: TypeAlias = Annotated[int, Meta(ge=1, le=24 * 60)]
SENT_MAX = 500


class MessageClass(StrEnum):
    """What kind of message it is, which says what may keep it back.

    `rights` is of security and of rights: only an address that is none keeps it back.
    """

    MARKETING = "marketing"
    SERVICE = "service"
    RIGHTS = "rights"


class MessageState(StrEnum):
    """What became of a message."""

    QUEUED = "queued"
    # It waits: for the morning, or for room.
    DEFERRED = "deferred"
    # An attempt was begun, of which nothing was heard yet.
    SENDING = "sending"
    ACCEPTED = "accepted"
    # Its server said that it arrived.
    DELIVERED = "delivered"
    # There is no server to hand it to: it is kept, for the development inbox.
    RECORDED = "recorded"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    # The gate kept it back; `reason` says why.
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    # It came too late to be of use.
    EXPIRED = "expired"
    # Nobody knows how an attempt went, and nobody wants the same offer twice.
    DROPPED = "dropped"
    # The server will never take it, or has not after eight attempts.
    DEAD = "dead"


# What is not over yet.
WAITING = (MessageState.QUEUED, MessageState.DEFERRED, MessageState.SENDING)


class Reason(StrEnum):
    """Why the gate kept a message back, in the order in which it looks."""

    ERASED = "erased"
    ERASING = "erasing"
    RESTRICTED = "restricted"
    OBJECTION = "objection"
    NO_BASIS = "no_basis"
    BASIS_EXPIRED = "basis_expired"
    NOTICE_OUTDATED = "notice_outdated"
    CHANNEL_UNVERIFIED = "channel_unverified"
    SUPPRESSED = "suppressed"
    JOURNEY_EXITED = "journey_exited"
    EXPIRED = "expired"
    HOLDOUT = "holdout"
    FREQUENCY = "frequency"
    QUIET_HOURS = "quiet_hours"
    PROVIDER_QUOTA = "provider_quota"
    CONTENT_LINT = "content_lint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that the gate looked at, and what it saw."""

    name: ShortText
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why somebody gets a message, or does not, in both languages."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMessage:
    """Send a customer a message by a template.

    With a `dedup_key` that was used before, what was made then is told. After
    `lifetime_hours` it is of no use, and is not sent. `values` are for the template.
    """

    customer_id: CustomerRef
    template: Slug
    purpose: Slug
    message_class: MessageClass = MessageClass.MARKETING
    channel: ContactChannel = ContactChannel.EMAIL
    dedup_key: DedupKey | None = None
    lifetime_hours: Hours = 72
    values: Annotated[dict[Slug, ShortText], Meta(max_length=20)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message and what became of it, with what the gate saw and decided.

    What it says is shown where it was kept as there is no server: in development.
    """

    id: MessageId
    customer_id: CustomerId
    journey: str | None
    template: str
    template_version: int
    message_class: MessageClass
    purpose: str
    channel: ContactChannel
    state: MessageState
    reason: Reason | None
    evidence: tuple[Fact, ...]
    why: Why
    attempts: int
    created_at: Instant
    due_at: Instant | None
    expires_at: Instant
    attempted_at: Instant | None
    ended_at: Instant | None
    reply: str | None
    to: str | None
    subject: str | None
    text: str | None
    html: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindMessage:
    """Ask for one message."""

    message_id: MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelMessage:
    """Let a message not be sent that was not sent yet."""

    message_id: MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMessages:
    """Ask for messages, newest first; of one customer, if one is named."""

    customer_id: CustomerRef | None = None
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is read of a message to decide whether it may leave."""

    id: MessageId
    customer_id: CustomerId
    journey: str | None
    template: str
    message_class: MessageClass
    purpose: str
    channel: ContactChannel
    state: MessageState
    expires_at: datetime
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Due):
    """A message as it is stored: whom it is for and what of, and never where to."""

    run_id: RunId | None
    template_version: int
    dedup_key: str
    subject: dict[str, Any]
    created_at: datetime
    due_at: datetime | None
    reason: Reason | None = None
    evidence: list[list[str]] = field(default_factory=list[list[str]])
    attempted_at: datetime | None = None
    handed_at: datetime | None = None
    ended_at: datetime | None = None
    reply: str | None = None
    content: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What only the customer's key opens."""

    to: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Posted:
    """A request that hands a message to the shop itself, or to a browser."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A message as it is handed over; it is known again by its id, however often."""

    message_id: MessageId
    sender: str
    content: Content
    language: str
    written_at: datetime
    channel: ContactChannel = ContactChannel.EMAIL
    # Where one says no in one click (RFC 8058), if that may be said.
    unsubscribe: str | None
    # By what a provider names it when it tells what became of it.
    called: str | None = None
    # Where no provider stands in between.
    posted: Posted | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the server said to a parcel; nothing, if it was not handed over at all."""

    message_id: MessageId
    outcome: Outcome | None
    reply: str | None = None
    # Of what was kept here or came back: what it said, and to whom.
    content: Content | None = None
    # The server has nobody of that name (5xx 5.1.x).
    unknown: bool = False
    # Who reads it told the provider to stop.
    stopped: bool = False


@dataclass(eq=False)
class MessageNotFound(Refusal):
    """There is no such message."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class MessageOver(Refusal):
    """This message was sent, or will not be."""

    kind = Kind.CONFLICT
    state: str


@dataclass(eq=False)
class ChannelUnknown(Refusal):
    """Nobody is reached by this channel for that purpose."""

    kind = Kind.INVALID
    channel: str
