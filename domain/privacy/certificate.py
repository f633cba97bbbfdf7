"""The nouns of certificates: what became of what was known of somebody."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.kernel import CustomerId, Kind, Refusal
from domain.kernel.types import Count
from domain.privacy.requests import RequestId
from domain.signing import Hex, SigningKeyId

# A day until which something is kept at most.
Day: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$(?!\n)")]
# How many erasures are certified at once.
CERTIFIED_MAX = 100


class Treatment(StrEnum):
    """What became of what a place says of a customer."""

    SHREDDED = "shredded"
    DELETED = "deleted"
    EMPTIED = "emptied"
    GENERALISED = "generalised"
    KEPT = "kept"


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


@dataclass(eq=False)
class NotCertified(Refusal):
    """The erasure is not certified yet."""

    kind = Kind.CONFLICT
    retryable = True
