"""The nouns of erasure: what is waited for, what goes, what stays and why."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import CustomerId, Kind, Refusal
from domain.kernel.ids import identifier
from domain.kernel.types import Count, Instant, ShortText, Slug
from domain.ledger import PotId
from domain.privacy.requests import RequestId
from domain.signing import Hex, SigningKeyId

LegalHoldId: TypeAlias = Annotated[str, identifier("lgh")]
# A day until which something is kept at most.
Day: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$(?!\n)")]


# How many erasures are certified at once.
CERTIFIED_MAX = 100


class Wait(StrEnum):
    """What an erasure waits for, unless that is waived."""

    COOLING_OFF = "cooling_off"  # Three days, in which it can be cancelled.
    EXPORT = "export"  # An answer that is being made, for an hour at most.


class Treatment(StrEnum):
    """What became of what a place says of a customer."""

    SHREDDED = "shredded"
    DELETED = "deleted"
    EMPTIED = "emptied"
    GENERALISED = "generalised"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waive:
    """Wait no longer for something before a customer is erased."""

    request_id: RequestId
    wait: Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class FindErasure:
    """Ask what an erasure takes away."""

    request_id: RequestId


@dataclass(frozen=True, slots=True, kw_only=True)
class AtStake:
    """What a customer holds of one unit of value, and would lose.

    `worth` says what it comes to in other units of value, by the declared rates.
    """

    unit: Slug
    available: Count
    pending: Count
    held: Count
    worth: dict[Slug, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """How far an erasure is, and what is at stake until it is carried out.

    What is available can be spent until `erase_at`. Then it goes to the pot
    `donate_to`, or back to the shop; vouchers are void.
    """

    request_id: RequestId
    customer_id: CustomerId
    erase_at: Instant | None
    waived: tuple[Wait, ...]
    donate_to: PotId | None
    held_until: Instant | None
    destroyed_at: Instant | None
    certified_at: Instant | None
    at_stake: tuple[AtStake, ...]
    vouchers: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What became of what one place said of a customer.

    `digests` are the SHA-256 of each sealed value of which the key was destroyed.
    """

    place: str
    treatment: Treatment
    fields: tuple[str, ...]
    rows: Count
    digests: tuple[Hex, ...] = ()
    basis: str | None = None
    until: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Propagating:
    """An erasure of which those must be told who hold something of the customer."""

    request_id: RequestId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How many were told of an erasure, and how many could not be reached."""

    request_id: RequestId
    reached: Count
    unreached: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifySome:
    """Certify erasures of which all are told who can be."""

    told: Annotated[tuple[Told, ...], Meta(max_length=CERTIFIED_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """That a customer was erased: what went, what is kept, why and until when.

    So many recipients were told of it, and so many could not be reached. `root` is that
    of a tree (RFC 9162) over `parts`, in their order; `signature` is by the tenant's
    key `key_id`. Whoever has it can check it without us.
    """

    request_id: RequestId
    tenant_id: str
    customer_id: CustomerId
    requested_at: str
    destroyed_at: str
    certified_at: str
    recipients_told: Count
    recipients_unreached: Count
    parts: tuple[Part, ...]
    root: Hex
    key_id: SigningKeyId
    signature: Hex


@dataclass(frozen=True, slots=True, kw_only=True)
class FindCertificate:
    """Ask for the certificate of an erasure."""

    request_id: RequestId


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHold:
    """Why a customer must not be erased yet, and until when."""

    id: LegalHoldId
    customer_id: CustomerId
    basis: str
    until: Instant
    author: str
    recorded_at: Instant
    released_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLegalHold:
    """Keep a customer from being erased until an instant, on a ground in law."""

    customer_id: CustomerRef
    basis: ShortText
    until: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLegalHold:
    """Let a customer be erased who was kept from it."""

    legal_hold_id: LegalHoldId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLegalHolds:
    """Ask why a customer must not be erased yet."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHolds:
    """Why a customer must not be erased yet, newest first."""

    customer_id: CustomerId
    legal_holds: tuple[LegalHold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """An erasure as it is stored."""

    request_id: RequestId
    customer_id: CustomerId
    donate_to: PotId | None
    waived_cooling_off: bool
    waived_export: bool
    cooled_at: datetime | None
    erase_at: datetime | None
    destroyed_at: datetime | None
    steps_done: int
    certified_at: datetime | None
    certificate: Any | None


@dataclass(eq=False)
class NotAnErasure(Refusal):
    """This request does not ask for an erasure."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class NotCertified(Refusal):
    """The erasure is not certified yet."""

    kind = Kind.CONFLICT
    retryable = True


@dataclass(eq=False)
class LegalHoldNotFound(Refusal):
    """There is no such legal hold."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class HoldPassed(Refusal):
    """The instant until which a customer is to be kept has passed."""

    kind = Kind.CONFLICT
    until: datetime
