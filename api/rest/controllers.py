"""What controllers send by OpenDSR 2.0: its requests, as they stand in its document."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from msgspec import Meta

from domain.customers import CustomerRef
from domain.privacy import CallbackUrl, RequestKind

KINDS = {
    "access": RequestKind.ACCESS,
    "portability": RequestKind.PORTABILITY,
    "erasure": RequestKind.ERASURE,
}
UUID4 = r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$(?!\n)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Somebody, as a controller knows them (section 5.3)."""

    identity_type: Literal["controller_customer_id", "email"]
    identity_value: Annotated[str, Meta(min_length=1, max_length=254)]
    identity_format: Literal["raw"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, as a controller sends it (section 7.1.1)."""

    regulation: Literal["gdpr", "ccpa"]
    subject_request_id: Annotated[str, Meta(pattern=UUID4)]
    subject_request_type: Literal["access", "portability", "erasure"]
    subject_identities: Annotated[
        tuple[Identity, ...], Meta(min_length=1, max_length=10)
    ]
    submitted_time: Annotated[str, Meta(max_length=40)]
    api_version: Annotated[str, Meta(max_length=10)] | None = None
    status_callback_urls: Annotated[tuple[CallbackUrl, ...], Meta(max_length=10)] = ()
    extensions: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A request by its number."""

    subject_request_id: Annotated[str, Meta(pattern=UUID4)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A customer as we would be told of them."""

    customer_id: CustomerRef
