"""The nouns of mails: a letter to one customer, and what became of it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.kernel import CustomerId, Kind, Refusal
from domain.kernel.ids import identifier
from domain.kernel.types import Count, Cursor, Instant, PageSize, ShortText

MailId: TypeAlias = Annotated[str, identifier("mai")]
DUE_MAX = 500


class MailKind(StrEnum):
    """Why a mail is written: all of it is service, which needs no consent."""

    IDENTITY_CODE = "identity_code"
    REQUEST_NOTICE = "request_notice"
    CONSENT_CONFIRMATION = "consent_confirmation"


class MailState(StrEnum):
    """What became of a mail."""

    QUEUED = "queued"
    # Handed over, and not known how that went: it will be handed over again.
    SENDING = "sending"
    ACCEPTED = "accepted"
    # There is no server to hand it to: it is kept, for the development inbox.
    RECORDED = "recorded"
    # The server will never take it.
    REFUSED = "refused"
    # It came too late to be of use, or too often to nothing.
    EXPIRED = "expired"
    # The customer it was for was erased.
    DROPPED = "dropped"


class Outcome(StrEnum):
    """What a server said to a mail, or that there is none."""

    ACCEPTED = "accepted"
    RECORDED = "recorded"
    REFUSED = "refused"
    # Busy, full, or not to be reached.
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is to be written to a customer, in plain text, and how long it is of use."""

    customer_id: CustomerId
    kind: MailKind
    to: str
    subject: str
    text: str
    language: str
    valid_for: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What only the customer's key opens."""

    to: str
    subject: str
    text: str
    language: str = "nl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail and what became of it.

    What it says is shown where it was kept as there is no server: in development.
    """

    id: MailId
    customer_id: CustomerId
    kind: MailKind
    state: MailState
    attempts: int
    created_at: Instant
    expires_at: Instant
    attempted_at: Instant | None
    ended_at: Instant | None
    reply: str | None
    to: str | None
    subject: str | None
    text: str | None
    html: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMails:
    """Ask for mails, newest first."""

    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FindMail:
    """Ask for one mail."""

    mail_id: MailId


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeMail:
    """Take a mail, to hand it over at once."""

    mail_id: MailId


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A mail as it is handed over; it is known again by its id, however often."""

    mail_id: MailId
    sender: str
    to: str
    subject: str
    text: str
    html: str
    written_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOutcome:
    """Say what the server said."""

    mail_id: MailId
    outcome: Outcome
    reply: ShortText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of a mail."""

    mail_id: MailId
    state: MailState


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAgain:
    """Call for what should have been handed over by now."""

    limit: Annotated[int, Meta(ge=1, le=DUE_MAX)] = DUE_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """How many mails were called for."""

    done: Count


@dataclass(eq=False)
class MailNotFound(Refusal):
    """There is no such mail."""

    kind = Kind.NOT_FOUND
