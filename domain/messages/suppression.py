"""Suppressions: addresses to which nothing goes, or no marketing, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.consent import ContactChannel
from domain.kernel import Kind, Refusal
from domain.kernel.types import Instant
from domain.messages.model import MessageId, MessageState

REPORT_MAX = 256 * 1024
# RFC 5321: what fits between < and >.
EmailText = Annotated[str, Meta(min_length=3, max_length=254)]
PhoneText = Annotated[str, Meta(min_length=3, max_length=40)]
# The digest of an address, and by which channel it is one.
Address: TypeAlias = tuple[bytes, ContactChannel]


class SuppressionCause(StrEnum):
    """Why nothing goes to an address; after a complaint, no marketing does."""

    HARD_BOUNCE = "hard_bounce"
    COMPLAINT = "complaint"
    MANUAL = "manual"


class MessageReport(StrEnum):
    """What a mail server or a reader said of a message afterwards."""

    # Nobody is there: nothing goes there again.
    BOUNCED = "bounced"
    # It came back for another reason.
    RETURNED = "returned"
    DELIVERED = "delivered"
    COMPLAINED = "complained"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppress:
    """Have nothing sent to an address: an e-mail address, or a number for a channel."""

    email: EmailText | None = None
    phone: PhoneText | None = None
    channel: ContactChannel = ContactChannel.EMAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftSuppression:
    """Let an address be written to again, by the channel for which it was not."""

    email: EmailText | None = None
    phone: PhoneText | None = None
    channel: ContactChannel = ContactChannel.EMAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMessage:
    """Say that a message arrived or came back, or that its reader complained."""

    message_id: MessageId
    report: MessageReport


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeReport:
    """Take a mail in that tells of another: that it came back, or was complained of."""

    mail: Annotated[str, Meta(min_length=1, max_length=REPORT_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What became of a message after all."""

    message_id: MessageId
    state: MessageState


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressSuppression:
    """That nothing goes to an address, or no marketing; the address is not repeated."""

    channel: ContactChannel
    cause: SuppressionCause
    suppressed_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """A suppression as it is stored, by the digest of its address."""

    address_index: bytes
    channel: ContactChannel
    cause: SuppressionCause
    suppressed_at: datetime


@dataclass(eq=False)
class NoReport(Refusal):
    """This mail tells of no message of this shop."""

    kind = Kind.INVALID


@dataclass(eq=False)
class NotSuppressed(Refusal):
    """This address is not suppressed."""

    kind = Kind.NOT_FOUND
