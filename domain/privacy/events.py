"""What happens to AVG requests, for others to react to."""

from dataclasses import dataclass
from datetime import datetime

from domain.kernel import CustomerId, Event
from domain.privacy.partner import CallbackId
from domain.privacy.requests import RequestId, RequestKind, RequestState


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityAsked(Event):
    """Somebody asks who gave an address and no other token."""

    name = "privacy_request.identity_asked"
    internal = True
    request_id: RequestId


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestChanged(Event):
    """A request is further than it was."""

    name = "privacy_request.changed"
    request_id: RequestId
    customer_id: CustomerId
    kind: RequestKind
    state: RequestState


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackDue(Event):
    """A partner is to be told now how far a request is."""

    name = "privacy_callback.due"
    internal = True
    callback_id: CallbackId


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerErased(Event):
    """Somebody was erased: whoever holds something of them must let go of it."""

    name = "customer.erased"
    request_id: RequestId
    customer_id: CustomerId
    erased_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRestricted(Event):
    """Data of somebody is to be stored, and used for nothing else."""

    name = "customer.restricted"
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionLifted(Event):
    """Data of somebody may be used again."""

    name = "customer.restriction_lifted"
    customer_id: CustomerId
