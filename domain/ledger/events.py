"""What the ledger tells: whose value changed. One event for a unit, however large."""

from dataclasses import dataclass
from typing import ClassVar

from domain.kernel import CustomerId, Event
from domain.ledger.model import TransferKind


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceChange:
    """By how much an account changed: with how many entries, and its last one's number.

    Accounts change one after the other, so that `seq` tells which change came later.
    """

    customer_id: CustomerId
    unit: str
    available: int
    pending: int
    held: int
    debt: int
    entries: int
    seq: int
    # Why: of which kinds the entries are.
    kinds: tuple[TransferKind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsPosted(Event):
    """Accounts changed, for whatever reason."""

    name: ClassVar[str] = "ledger.posted"
    changes: tuple[BalanceChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """How much of an account expired."""

    customer_id: CustomerId
    unit: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsExpired(Event):
    """Value was not spent in time."""

    name: ClassVar[str] = "ledger.expired"
    expiries: tuple[Expiry, ...]
