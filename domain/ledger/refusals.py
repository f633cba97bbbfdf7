"""The ways in which the ledger says no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal
from domain.ledger.model import HoldId


@dataclass(eq=False)
class InsufficientPoints(Refusal):
    """The customer holds less than this takes.

    The same request under the same idempotency key is refused from then on, also when
    there is enough: whoever was told no has not bought. To try again is another key.
    """

    kind = Kind.CONFLICT
    remembered = True
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


@dataclass(eq=False)
class HoldOfRedemption(Refusal):
    """The hold is that of a redemption, and ends with it."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class AccountFrozen(Refusal):
    """The account is frozen: nothing of it can be spent."""

    kind = Kind.CONFLICT
    unit: str


@dataclass(eq=False)
class BalanceCapped(Refusal):
    """The account would hold more than it may."""

    kind = Kind.CONFLICT
    unit: str
    balance_max: int


@dataclass(eq=False)
class NotGiveable(Refusal):
    """Customers cannot give each other this unit of value."""

    kind = Kind.CONFLICT
    unit: str


@dataclass(eq=False)
class GivenToOneself(Refusal):
    """Nobody can give something to themselves."""

    kind = Kind.INVALID


@dataclass(eq=False)
class NothingToExtend(Refusal):
    """No lot of the account expires before that instant."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class NothingExpired(Refusal):
    """Nothing of the account has expired since, that is not reinstated yet."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class InstantPassed(Refusal):
    """What is given or lasts longer must last until an instant yet to come."""

    kind = Kind.INVALID


@dataclass(eq=False)
class PotNotFound(Refusal):
    """There is no such pot."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class PotClosed(Refusal):
    """Nothing is collected in this pot any more."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class RateNotFound(Refusal):
    """No rate says what one unit of value is worth in the other."""

    kind = Kind.NOT_FOUND
    unit: str
    into: str


@dataclass(eq=False)
class NotConvertible(Refusal):
    """Only multiples of what the rate takes can be converted."""

    kind = Kind.INVALID
    multiple_of: int
