"""Browsers that show messages: registered by whoever sits at one (Push API, W3C)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import CustomerId, Kind, Refusal
from domain.kernel.ids import identifier
from domain.kernel.types import Instant, ShortText

BrowserId: TypeAlias = Annotated[str, identifier("psb")]
# Of one customer the newest are kept.
BROWSERS_MAX = 10
# Whose push services there are; an address elsewhere is no browser's.
SERVICES = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterBrowser:
    """Have push messages shown by a browser, as its `PushSubscription` says it.

    `endpoint`, `p256dh`, `auth` and `expires_at` are what `toJSON()` tells. Consent is
    another matter: it is given for the channel `push`.
    """

    customer_id: CustomerRef
    endpoint: Annotated[
        str,
        Meta(
            pattern=r"^https?://[!-~]{1,490}$(?!\n)",
            max_length=500,
            examples=["https://fcm.googleapis.com/fcm/send/abc"],
        ),
    ]
    # A point of P-256 and 16 bytes, in base64url (RFC 8291, section 2).
    p256dh: Annotated[
        str, Meta(pattern=r"^[A-Za-z0-9_-]{87}$(?!\n)", examples=["B" + "A" * 86])
    ]
    auth: Annotated[
        str, Meta(pattern=r"^[A-Za-z0-9_-]{22}$(?!\n)", examples=["A" * 22])
    ]
    expires_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """A browser that shows push messages, and whose push service carries them."""

    id: BrowserId
    service: ShortText
    created_at: Instant
    expires_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Browsers:
    """The browsers of a customer, newest first."""

    browsers: tuple[Browser, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBrowsers:
    """Ask which browsers show a customer messages."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetBrowser:
    """Have nothing more shown by a browser."""

    customer_id: CustomerRef
    browser_id: BrowserId


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPushKey:
    """Ask for the key that a browser subscribes with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PushKey:
    """The `applicationServerKey` (RFC 8292) of this shop, in base64url."""

    key: ShortText


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Device:
    """Where a browser is reached, and what only it can read is sealed with."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A browser as it is stored."""

    id: BrowserId
    endpoint_index: bytes
    customer_id: CustomerId
    service: str
    sealed: bytes
    created_at: datetime
    expires_at: datetime | None


@dataclass(eq=False)
class BrowserNotFound(Refusal):
    """There is no such browser of this customer's."""

    kind = Kind.NOT_FOUND
