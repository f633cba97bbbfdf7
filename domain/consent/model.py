"""The nouns of consent: what data is used for, what was said of it, and what holds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import CustomerId, Page
from domain.kernel.ids import identifier
from domain.kernel.types import Cursor, Instant, PageSize, ShortText, Slug

ConsentId: TypeAlias = Annotated[str, identifier("con")]
Version: TypeAlias = Annotated[int, Meta(ge=0, le=1_000_000_000)]
NoticeVersion: TypeAlias = Annotated[int, Meta(ge=1, le=10_000)]
NoticeText: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=20_000, pattern=r"^[^\u0000]*$")
]
Language: TypeAlias = Annotated[str, Meta(pattern=r"^(nl|en)$(?!\n)")]
# An IPv4 or IPv6 address; only its network is kept.
Address: TypeAlias = Annotated[str, Meta(min_length=2, max_length=45)]
CUSTOMERS_MAX = 1_000
PURPOSES_MAX = 50
SAID_MAX = 50


class Basis(StrEnum):
    """On what ground data may be used for a purpose (AVG art. 6)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    LEGITIMATE_INTEREST = "legitimate_interest"
    # Own similar products to who bought before (Telecommunicatiewet art. 11.7(3)).
    EXISTING_CUSTOMER = "existing_customer"


class PurposeKind(StrEnum):
    """What kind of thing data is used for, which says how one may object to it."""

    SERVICE = "service"
    MARKETING = "marketing"
    PROFILING = "profiling"
    SHARING = "sharing"


class Objection(StrEnum):
    """To what a customer objects (AVG art. 21); to marketing includes profiling."""

    MARKETING = "marketing"
    PROFILING = "profiling"
    SHARING = "sharing"


class ContactChannel(StrEnum):
    """By what a customer is reached; `all` where nobody is reached, or by any."""

    ALL = "all"
    EMAIL = "email"
    SMS = "sms"
    CHAT = "chat"
    PUSH = "push"
    PHONE = "phone"
    POST = "post"
    # The shop hands it on itself, by a way of its own.
    WEBHOOK = "webhook"


class OptIn(StrEnum):
    """What it takes to give consent: to say so, or to confirm it as well."""

    SINGLE = "single"
    DOUBLE = "double"


class ConsentState(StrEnum):
    """What is so for a purpose and a channel."""

    UNKNOWN = "unknown"
    REQUESTED = "requested"
    GIVEN = "given"
    RENEWED = "renewed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    INVALIDATED = "invalidated"
    REFUSED = "refused"


class NoGround(StrEnum):
    """Why data may not be used for a purpose."""

    OBJECTION = "objection"
    NO_BASIS = "no_basis"
    BASIS_EXPIRED = "basis_expired"
    NOTICE_OUTDATED = "notice_outdated"


class Method(StrEnum):
    """How it was said."""

    FORM = "form"
    PREFERENCE_CENTRE = "preference_centre"
    ONE_CLICK = "one_click"
    DOUBLE_OPT_IN = "double_opt_in"
    PHONE = "phone"
    PAPER = "paper"
    IMPORT = "import"
    GPC = "gpc"  # Global Privacy Control, a header.
    MERGER = "merger"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The same in both languages."""

    nl: NoticeText
    en: NoticeText


@dataclass(frozen=True, slots=True, kw_only=True)
class PutPurpose:
    """Say what data is used for, and on what ground.

    `valid_months` is how long consent holds; none means until it is withdrawn.
    """

    purpose: Slug
    name: Wording
    basis: Basis
    kind: PurposeKind
    channels: Annotated[tuple[ContactChannel, ...], Meta(max_length=7)] = ()
    opt_in: OptIn = OptIn.SINGLE
    valid_months: Annotated[int, Meta(ge=1, le=120)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What data is used for, and the newest notice that says so."""

    purpose: Slug
    name: Wording
    basis: Basis
    kind: PurposeKind
    channels: tuple[ContactChannel, ...]
    opt_in: OptIn
    valid_months: int | None
    recorded_at: Instant
    notice_version: int | None
    # Consent that was given under an earlier notice than this one no longer holds.
    notice_needed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purposes:
    """All that data is used for."""

    purposes: tuple[Purpose, ...]


class Change(StrEnum):
    """Whether a notice says something that those who agreed did not agree to."""

    WORDING = "wording"
    MATERIAL = "material"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishNotice:
    """Publish the text that customers are shown, which is never changed afterwards."""

    purpose: Slug
    text: Wording
    change: Change = Change.WORDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A text that customers are or were shown."""

    purpose: Slug
    version: NoticeVersion
    text: Wording
    change: Change
    published_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class FindNotice:
    """Ask for a version of a notice."""

    purpose: Slug
    version: NoticeVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPurposes:
    """Ask what data is used for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a customer says of a purpose and a channel.

    What is said of `all` channels is said of each. To give consent takes the version of
    the notice and the language in which it was shown; to withdraw it takes nothing.
    """

    purpose: Slug
    state: ConsentState
    channel: ContactChannel = ContactChannel.ALL
    notice_version: NoticeVersion | None = None
    language: Language | None = None
    method: Method = Method.FORM
    confirmed_at: Instant | None = None
    ip: Address | None = None
    occurred_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetConsents:
    """Say what a customer agrees to, and to what no longer.

    With `version`, nothing changes unless nothing else was said since.
    """

    customer_id: CustomerRef
    consents: Annotated[tuple[Said, ...], Meta(min_length=1, max_length=SAID_MAX)]
    source: Slug = "shop"
    version: Version | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """Object to what data is used for, whatever its ground.

    A browser that says `Sec-GPC: 1` objects to sharing, by method `gpc`.
    """

    customer_id: CustomerRef
    objection: Objection
    method: Method = Method.FORM
    source: Slug = "shop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What holds for a purpose and a channel, since when, and by which event."""

    purpose: Slug
    channel: ContactChannel
    state: ConsentState
    notice_version: int | None
    since: Instant
    expires_at: Instant | None
    consent_id: ConsentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Consents:
    """What a customer agrees to; what is not named was never said."""

    customer_id: CustomerId
    version: Version
    consents: tuple[Consent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindConsents:
    """Ask what a customer agrees to, or agreed to at an instant."""

    customer_id: CustomerRef
    as_of: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentsOfMany:
    """Ask what many customers agree to, or agreed to at an instant."""

    customer_ids: Annotated[tuple[CustomerId, ...], Meta(max_length=CUSTOMERS_MAX)]
    as_of: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPermitted:
    """Ask of whom data may now be used for a purpose, by a channel if by any."""

    purpose: Slug
    customer_ids: Annotated[
        tuple[CustomerRef, ...], Meta(min_length=1, max_length=CUSTOMERS_MAX)
    ]
    channel: ContactChannel = ContactChannel.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Permitted:
    """Those of whom data may now be used for a purpose, as they were named."""

    purpose: Slug
    channel: ContactChannel
    customer_ids: tuple[CustomerRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Why data may not be used for a purpose, if so, and by which word of whom."""

    reason: NoGround | None
    basis: Basis | None
    state: ConsentState | None
    consent_id: ConsentId | None
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListConsentEvents:
    """Ask for all that a customer ever said, newest first."""

    customer_id: CustomerRef
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentEvent:
    """What was said once; never changed, and chained to what was said before.

    `effective_at` is when it occurred, or when it was recorded if that was earlier.
    """

    id: ConsentId
    customer_id: CustomerId
    seq: int
    purpose: Slug
    channel: ContactChannel
    state: ConsentState
    basis: Basis
    notice_version: int | None
    language: str | None
    method: Method
    source: ShortText
    confirmed_at: datetime | None
    network: str | None
    occurred_at: datetime
    effective_at: datetime
    recorded_at: datetime
    expires_at: datetime | None


ConsentEvents: TypeAlias = Page[ConsentEvent]
