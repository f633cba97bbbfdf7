"""The nouns of legal holds: why somebody must not be erased yet, and until when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeAlias

from domain.customers import CustomerRef
from domain.kernel import CustomerId, Kind, Refusal
from domain.kernel.ids import identifier
from domain.kernel.types import Instant, ShortText

LegalHoldId: TypeAlias = Annotated[str, identifier("lgh")]


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


@dataclass(eq=False)
class LegalHoldNotFound(Refusal):
    """There is no such legal hold."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class HoldPassed(Refusal):
    """The instant until which a customer is to be kept has passed."""

    kind = Kind.CONFLICT
    until: datetime
