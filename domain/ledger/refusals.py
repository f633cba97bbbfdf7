"""The ways in which the ledger says no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal
from domain.ledger.model import HoldId


@dataclass(eq=False)
class InsufficientPoints(Refusal):
    """The customer holds less than this takes."""

    kind = Kind.CONFLICT
    required: int
    available: int


@dataclass(eq=False)
class SourceAlreadyUsed(Refusal):
    """This source has already explained another posting."""

    kind = Kind.CONFLICT
    source_type: str
    source_id: str
    effect: str


@dataclass(eq=False)
class NothingEarned(Refusal):
    """The source that is to be undone never gave anything."""

    kind = Kind.NOT_FOUND
    source_type: str
    source_id: str
    effect: str


@dataclass(eq=False)
class UnitUnknown(Refusal):
    """The programme has no such unit of value."""

    kind = Kind.NOT_FOUND
    unit: str


@dataclass(eq=False)
class NothingSpent(Refusal):
    """The source that is to be refunded never spent anything."""

    kind = Kind.NOT_FOUND
    source_type: str
    source_id: str
    effect: str


@dataclass(eq=False)
class MoreThanSpent(Refusal):
    """More would be given back than was spent and is not given back yet."""

    kind = Kind.CONFLICT
    required: int
    refundable: int


@dataclass(eq=False)
class HoldNotFound(Refusal):
    """There is no such hold."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class HoldEnded(Refusal):
    """The hold has expired, or was confirmed or released before."""

    kind = Kind.CONFLICT
    hold_id: HoldId
